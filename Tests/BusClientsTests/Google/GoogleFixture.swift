import Documents
import FoundationEssentials
import TestPeers

@testable import BusClients

/// A process's environment for Google Cloud, with the answers of its services.
struct GoogleFixture {
    let server: StubHTTPServer
    let folder = Scratch.path("google")

    init(respond: @escaping @Sendable (StubRequest) -> StubResponse = { _ in StubResponse(404) }) throws {
        server = try StubHTTPServer(respond: respond)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Variables that name the stub for all services.
    func variables(_ more: [String: String] = [:]) -> [String: String] {
        [
            "GCE_METADATA_HOST": "127.0.0.1:\(server.port)", "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": server.url,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": server.url,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": "\(server.url)/",
        ].merging(more) { $1 }
    }

    /// A credential file.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        return "\(folder)/\(name)"
    }

    /// The variables of a process with a credential file.
    func variables(file text: String) throws -> [String: String] {
        variables(["GOOGLE_APPLICATION_CREDENTIALS": try file("credentials.json", text)])
    }

    func provider(_ variables: [String: String]) throws -> GoogleCredentialProvider {
        GoogleCredentialProvider(environment: try GoogleEnvironment(variables))
    }

    /// The key of a service account whose token endpoint the stub is.
    var serviceAccount: JSONValue {
        [
            "type": "service_account", "client_email": "op@p1.iam.gserviceaccount.com", "project_id": "p1",
            "private_key_id": "k1", "private_key": .string(TestRSAKey.pem), "token_uri": .string("\(server.url)/token"),
        ]
    }

    /// A person's login, likewise.
    var user: JSONValue {
        [
            "type": "authorized_user", "client_id": "c1",
            "client_secret": .string(TestSecret.googleClientSecret.value),
            "refresh_token": .string(TestSecret.googleRefreshToken.value), "account": "ann@example.com",
            "token_uri": .string("\(server.url)/token"), "quota_project_id": "q1",
        ]
    }

    /// An identity pool whose subject token is in a file, likewise.
    var pool: JSONValue {
        [
            "type": "external_account", "audience": "//iam.googleapis.com/projects/1/providers/x",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": .string("\(server.url)/sts"),
            "credential_source": ["file": .string("\(folder)/token")],
        ]
    }

    /// The answer of a token endpoint.
    static func token(_ value: String, seconds: Int = 3599) -> StubResponse {
        StubResponse(json: #"{"access_token":"\#(value)","expires_in":\#(seconds),"token_type":"Bearer"}"#)
    }
}
