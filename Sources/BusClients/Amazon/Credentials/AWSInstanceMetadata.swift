import FoundationEssentials
import HTTPTransport

/// The instance metadata service of EC2, version 2 (EC2 User Guide, "Retrieve instance metadata"): who and where this machine is.
struct AWSInstanceMetadata: Sendable {
    private let environment: AWSEnvironment
    private let base: String

    /// - Returns: `nil` where it must not be asked (`AWS_EC2_METADATA_DISABLED`).
    init?(_ environment: AWSEnvironment) {
        guard environment.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
        self.environment = environment
        let told = environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        base = told.hasSuffix("/") ? String(told.dropLast()) : told
    }

    /// The credentials of the machine's role; `nil`: this is no such machine, or it has none.
    ///
    /// - Throws: `AWSFailure` where the service is there and does not give them.
    func credentials(deadline: ContinuousClock.Instant) async throws(AWSFailure) -> AWSCredentials? {
        guard let token = await token(deadline) else { return nil }
        let path = "/latest/meta-data/iam/security-credentials/"
        let roles = try await get(path, token, deadline)
        guard roles.head.isSuccess, let role = Self.line(roles), role.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        return try AWSCredentialSource.temporary(
            try await get(path + PercentEncoding.encode(role), token, deadline), of: Self.name)
    }

    /// The region that the machine is in; `nil`: nobody tells.
    func region(deadline: ContinuousClock.Instant) async -> String? {
        guard let token = await token(deadline),
            let response = try? await get("/latest/meta-data/placement/region", token, deadline),
            response.head.isSuccess
        else { return nil }
        return Self.line(response)
    }

    private static let name = "the instance metadata service"

    private func token(_ deadline: ContinuousClock.Instant) async -> String? {
        let request = HTTPRequest(
            .put, base + "/latest/api/token", headers: ["X-aws-ec2-metadata-token-ttl-seconds": "300"], body: [],
            timeout: AWSEnvironment.localPatience)
        let response = try? await AWSAnswer.collect(
            request, by: environment.local, of: Self.name, deadline: deadline)
        return response.flatMap { $0.head.isSuccess ? Self.line($0) : nil }
    }

    private func get(
        _ path: String, _ token: String, _ deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> HTTPResponse {
        try await AWSAnswer.collect(
            HTTPRequest(
                .get, base + path, headers: ["X-aws-ec2-metadata-token": token],
                timeout: AWSEnvironment.localPatience), by: environment.local, of: Self.name, deadline: deadline)
    }

    private static func line(_ response: HTTPResponse) -> String? {
        String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
    }
}
