import Digests
import Documents
import FoundationEssentials
import HTTPTransport

/// Google's Secret Manager (API version 1), as far as a secret is read.
struct GoogleSecretManager: Sendable {
    private let environment: GoogleEnvironment
    private let provider: GoogleCredentialProvider
    private static let target = "Google Secret Manager"

    /// Makes a reader; nothing is asked yet.
    init(environment: GoogleEnvironment) {
        self.environment = environment
        provider = GoogleCredentialProvider(environment: environment)
    }

    /// `projects.secrets.versions.access`: what a version of a secret holds.
    ///
    /// - Parameter name: `S`, `projects/P/secrets/S` or `projects/P/secrets/S/versions/V`; the latest version unless told.
    /// - Throws: `CloudSecrets.Failure`.
    func value(of name: String, deadline: ContinuousClock.Instant) async throws(CloudSecrets.Failure) -> [UInt8] {
        let access: GoogleAccess
        do throws(GoogleFailure) {
            access = try await provider.access(deadline: deadline)
        } catch {
            throw CloudSecrets.Failure(credentials: error, name)
        }
        let path = try await path(of: name, access, deadline)
        do throws(GoogleFailure) {
            return try Self.payload(try await get(path, access, deadline))
        } catch {
            throw CloudSecrets.Failure(error, name)
        }
    }

    private func path(
        of name: String, _ access: GoogleAccess, _ deadline: ContinuousClock.Instant
    ) async throws(CloudSecrets.Failure) -> String {
        var project: String?
        if GoogleSecretName.isShort(name) {
            project = await GoogleProject.find(in: environment, access: access, deadline: deadline)
            guard project != nil else {
                throw CloudSecrets.Failure(
                    reason: .projectUnknown,
                    message: "nobody says in which Google Cloud project the secret '\(name)' is",
                    action: "set google_cloud_project in the spec, pass --google-project, or set GOOGLE_CLOUD_PROJECT")
            }
        }
        guard let full = GoogleSecretName(name, project: project) else {
            throw CloudSecrets.Failure(
                reason: .secretMissing, message: "'\(name)' is not the name of a secret in \(Self.target)",
                action:
                    "write SECRET, projects/PROJECT/secrets/SECRET or projects/PROJECT/secrets/SECRET/versions/VERSION"
            )
        }
        return full.path
    }

    private func get(
        _ path: String, _ access: GoogleAccess, _ deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> HTTPResponse {
        let response = try await send(path, access, deadline)
        // The token may have been revoked, or its end have been told wrongly.
        guard response.status == 401, let fresh = await provider.access(insteadOf: access, deadline: deadline) else {
            return response
        }
        return try await send(path, fresh, deadline)
    }

    private func send(
        _ path: String, _ access: GoogleAccess, _ deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> HTTPResponse {
        let url = "\(environment.endpoint(of: "secretmanager"))/v1/\(path):access"
        var headers = access.headers
        headers.add("Accept", "application/json")
        return try await environment.collect(
            HTTPRequest(.get, url, headers: headers), of: Self.target, deadline: deadline)
    }

    /// What a successful answer holds, if it is what was stored.
    ///
    /// - Throws: `GoogleFailure`.
    static func payload(_ response: HTTPResponse) throws(GoogleFailure) -> [UInt8] {
        guard response.head.isSuccess else {
            // A version that was disabled or destroyed.
            let isGone = (try? JSONValue(parsing: response.body))?[path: "error", "status"] == "FAILED_PRECONDITION"
            let failure = GoogleAnswer.failure(response, of: target, action: "")
            throw GoogleFailure(isGone ? .absent : failure.code, failure.message, action: failure.action)
        }
        let payload = (try? JSONValue(parsing: response.body))?["payload"]
        guard let data = (payload?["data"]?.string).flatMap({ Data(base64Encoded: $0) }) else {
            throw failed("answers without a value")
        }
        // 64-bit numbers are texts in Google's JSON.
        let told = payload?["dataCrc32c"]?.string ?? payload?["dataCrc32c"]?.integer.map(String.init)
        let bytes = Array(data)
        guard told == nil || told == String(CRC32C.checksum(of: bytes)) else {
            throw failed("answers with a value that does not have its checksum (CRC32C): it was not used")
        }
        return bytes
    }

    private static func failed(_ what: String) -> GoogleFailure {
        GoogleFailure(.failed, "\(target) \(what)", action: "")
    }
}
