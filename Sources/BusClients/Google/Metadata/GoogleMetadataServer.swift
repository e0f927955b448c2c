import Documents
import FoundationEssentials
import HTTPTransport

/// The metadata server of Google Cloud: who and where this machine or pod is.
///
/// `GCE_METADATA_HOST` names another one, as for Google's own libraries.
struct GoogleMetadataServer: Sendable {
    /// Off Google Cloud nobody answers, so nobody waits long.
    private static let patience = Duration.seconds(2)

    private let base: String
    private let client: HTTPClient

    /// - Returns: `nil` where it must not be asked (`NO_GCE_CHECK`).
    init?(_ environment: GoogleEnvironment) {
        guard environment.variable("NO_GCE_CHECK") != "true" else { return nil }
        base = "http://\(environment.variable("GCE_METADATA_HOST") ?? "metadata.google.internal")/computeMetadata/v1/"
        client = environment.client(for: base)
    }

    /// `GET project/project-id`; `nil` where there is no metadata server, or it knows no project.
    func project(deadline: ContinuousClock.Instant) async -> String? {
        await text("project/project-id", deadline: deadline)
    }

    /// `GET instance/service-accounts/default/token`, and `…/email`.
    ///
    /// - Parameter now: The wall time, which the token's end is counted from.
    /// - Returns: `nil`: there is no metadata server, or no account.
    /// - Throws: `GoogleFailure` where it is there and does not give the token.
    func access(at now: Date, deadline: ContinuousClock.Instant) async throws(GoogleFailure) -> GoogleAccess? {
        let target = "the metadata server of Google Cloud"
        guard let response = await get("instance/service-accounts/default/token", deadline: deadline),
            response.status != 404
        else { return nil }
        guard response.status == 200 else {
            throw GoogleAnswer.failure(response, of: target, action: "see whether this pod or machine has an account")
        }
        let token = try GoogleAnswer.token(response, of: target, at: now)
        let email = await text("instance/service-accounts/default/email", deadline: deadline)
        return GoogleAccess(
            token: token.token, expiration: token.expiration,
            principal: email ?? "the default account of the metadata server")
    }

    private func text(_ path: String, deadline: ContinuousClock.Instant) async -> String? {
        guard let response = await get(path, deadline: deadline), response.status == 200 else { return nil }
        let text = String(decoding: response.body, as: UTF8.self).filter { !$0.isWhitespace }
        return text.isEmpty || text.utf8.count > 256 ? nil : text
    }

    private func get(_ path: String, deadline: ContinuousClock.Instant) async -> HTTPResponse? {
        let request = HTTPRequest(
            .get, base + path, headers: ["Metadata-Flavor": "Google"], timeout: min(Self.patience, deadline - .now))
        guard let response = try? await client.collect(request, limit: 64 << 10),
            // Anything else that answers at that name is not the metadata server.
            response.head.headers["Metadata-Flavor"] == "Google"
        else { return nil }
        return response
    }
}
