import Documents
import FoundationEssentials

/// Google's token endpoints, metadata server, Secret Manager and Pub/Sub, which check what they are sent:
/// `Tests/TestPeers/Resources/google-cloud.py`. It ends with the last reference.
public final class GoogleCloud: Sendable {
    /// What it knows.
    public struct State: Sendable {
        /// The texts of secrets by their short names.
        public var secrets: [String: String] = [:]
        /// Secrets that arrive with another text than their checksum's.
        public var damaged: [String] = []
        /// Who may read secrets: e-mail addresses, `user`, `workload`, `machine`, `given`, or AWS's ARN.
        public var readers: [String] = []
        /// How many requests are refused although their token is good.
        public var refusals: Int64 = 0
        /// The AWS that says who signed a request.
        public var aws: AWSCloud?
        /// The emulator behind its Pub/Sub.
        public var emulator: PubSubEmulator?

        /// Makes a state in which nobody may read anything.
        public init() {}
    }

    /// The project of everything.
    public static let project = "project-1"
    /// The service account whose key is in `keyFile`.
    public static let keyAccount = "key@p1.iam.gserviceaccount.com"
    /// The service account that may be impersonated.
    public static let targetAccount = "target@p1.iam.gserviceaccount.com"
    /// The provider of the identity pool.
    public static let audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x"

    /// Where everything is, without a slash at the end.
    public let url: String
    /// The credential file of `keyAccount`.
    public let keyFile: String
    private let process: ChildProcess

    /// Starts it.
    ///
    /// - Throws: `TestPeerError` if it does not listen in time.
    public init(_ state: State) async throws {
        let folder = Scratch.path("google-cloud")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        keyFile = "\(folder)/key.json"
        let stateFile = try Scratch.file("google-state.json", Self.text(state))
        process = try ChildProcess(
            PythonPeers.interpreter, [Checkout.path("Tests/TestPeers/Resources/google-cloud.py"), stateFile, folder])
        let line = try await process.line { $0.hasPrefix("listening ") }
        url = "http://127.0.0.1:\(line.dropFirst("listening ".count))"
    }

    /// The variables of a process whose Google Cloud this is, without credentials.
    public var environment: [String: String] {
        [
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": "\(url)/", "NO_GCE_CHECK": "true",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": "\(url)/", "AWS_EC2_METADATA_DISABLED": "true",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": "\(url)/",
        ]
    }

    /// The lines of what it was asked and answered: `request KIND WHO`, `refused KIND WHY`.
    public var log: [String] {
        process.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("listening ") }
    }

    /// A credential file of an identity pool.
    ///
    /// - Parameters:
    ///   - type: The last part of the subject token's type.
    ///   - source: Its `credential_source`.
    ///   - impersonates: Whether it asks for the token of `targetAccount`.
    public func poolFile(type: String, source: JSONValue, impersonates: Bool = false) throws -> String {
        var file: JSONValue = [
            "type": "external_account", "audience": .string(Self.audience), "credential_source": source,
            "subject_token_type": .string("urn:ietf:params:\(type)"), "token_url": .string("\(url)/sts"),
        ]
        if impersonates {
            file["service_account_impersonation_url"] = .string(
                "\(url)/v1/projects/-/serviceAccounts/\(Self.targetAccount):generateAccessToken")
        }
        return try Scratch.file("pool.json", file.text())
    }

    /// The file of a person's login with gcloud.
    public var userFile: JSONValue {
        var file = Self.user
        file["type"] = "authorized_user"
        file["token_uri"] = .string("\(url)/token")
        file["account"] = "ann@example.com"
        return file
    }

    private static let user: JSONValue = [
        "client_id": "client-1", "client_secret": .string(TestSecret.googleClientSecret.value),
        "refresh_token": .string(TestSecret.googleRefreshToken.value),
    ]

    private static func text(_ state: State) -> String {
        let value: JSONValue = [
            "project": .string(project), "audience": .string(audience), "user": user,
            "secrets": .object(JSONObject(state.secrets.mapValues { .string($0) })),
            "damaged": .array(state.damaged.map { .string($0) }), "readers": .array(state.readers.map { .string($0) }),
            "tokens": [.string(TestSecret.googleAccessToken.value)], "revoked": .integer(state.refusals),
            "subject_token": .string(TestSecret.webIdentityToken.value), "sts": .string(state.aws?.url ?? ""),
            "pubsub": .string(state.emulator?.host ?? ""),
        ]
        return value.text()
    }
}
