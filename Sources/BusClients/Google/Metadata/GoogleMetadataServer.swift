import Documents
import HTTPTransport

/// The metadata server of Google Cloud: who and where this machine or pod is.
///
/// `GCE_METADATA_HOST` names another one, as for Google's own libraries.
struct GoogleMetadataServer: Sendable {
    /// Off Google Cloud nobody answers, so nobody waits long.
    private static let patience = Duration.seconds(2)

    private let base: String
    private let client: HTTPClient

    init(environment: [String: String]) throws(HTTPTransportError) {
        let host = environment["GCE_METADATA_HOST"].flatMap { $0.isEmpty ? nil : $0 } ?? "metadata.google.internal"
        base = "http://\(host)/computeMetadata/v1/"
        // A proxy must never see the token.
        client = try HTTPClient(HTTPClientConfiguration(connectTimeout: Self.patience, proxy: .none))
    }

    /// `GET project/project-id`; `nil` where there is no metadata server, or it knows no project.
    func project(deadline: ContinuousClock.Instant) async -> String? {
        await text("project/project-id", deadline: deadline)
    }

    /// `GET instance/service-accounts/default/email`; `nil` where nobody tells.
    func accountEmail(deadline: ContinuousClock.Instant) async -> String? {
        await text("instance/service-accounts/default/email", deadline: deadline)
    }

    /// `GET instance/service-accounts/default/token`; `nil` where there is no metadata server or no account.
    func token(deadline: ContinuousClock.Instant) async -> AccessToken? {
        guard let body = await get("instance/service-accounts/default/token", deadline: deadline),
            let token = try? JSONValue(parsing: body)["access_token"]?.string, !token.isEmpty
        else { return nil }
        return AccessToken(token)
    }

    private func text(_ path: String, deadline: ContinuousClock.Instant) async -> String? {
        guard let body = await get(path, deadline: deadline) else { return nil }
        let text = String(decoding: body, as: UTF8.self).filter { !$0.isWhitespace }
        return text.isEmpty || text.utf8.count > 256 ? nil : text
    }

    private func get(_ path: String, deadline: ContinuousClock.Instant) async -> [UInt8]? {
        let request = HTTPRequest(
            .get, base + path, headers: ["Metadata-Flavor": "Google"], timeout: min(Self.patience, deadline - .now))
        guard let response = try? await client.collect(request, limit: 64 << 10), response.status == 200,
            // Anything else that answers at that name is not the metadata server.
            response.head.headers["Metadata-Flavor"] == "Google"
        else { return nil }
        return response.body
    }
}
