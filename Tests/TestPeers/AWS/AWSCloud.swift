import Documents
import FoundationEssentials
import Synchronization

/// AWS Secrets Manager and STS by moto, which checks the signature and the permission of every request:
/// `Tests/TestPeers/Resources/aws-cloud.py`. It ends with the last reference.
public final class AWSCloud: Sendable {
    /// A user's key.
    public struct Key: Sendable {
        /// Its ID.
        public let id: String
        /// What requests are signed with.
        public let secret: String
    }

    /// Where all services are, as `AWS_ENDPOINT_URL` has it.
    public let url: String
    /// The region of its secrets.
    public static let region = "eu-central-1"
    /// The user who may read secrets.
    public let reader: Key
    /// A user who may not.
    public let stranger: Key
    /// The reader's ARN.
    public let readerARN: String
    /// The ARN of a role that may read secrets, and that anybody may assume.
    public let role: String
    /// The ARNs of the first secrets by name.
    public let arns: [String: String]
    private let process: ChildProcess
    private let stateFile: String
    private let serial = Mutex<Int64>(1)

    /// Starts it with secrets.
    ///
    /// - Throws: `TestPeerError` if it does not listen in time.
    public init(secrets: [String: String]) async throws {
        stateFile = try Scratch.file("aws-state.json", Self.state(1, secrets))
        process = try ChildProcess(
            PythonPeers.interpreter, [Checkout.path("Tests/TestPeers/Resources/aws-cloud.py"), stateFile])
        let line = try await process.line { $0.hasPrefix("listening ") }
        let facts = try JSONValue(parsing: String(line.dropFirst("listening ".count)))
        guard let port = facts["port"]?.integer, let role = facts[path: "roles", "reader"]?.string else {
            throw TestPeerError("aws-cloud.py says '\(line)'")
        }
        url = "http://127.0.0.1:\(port)"
        self.role = role
        func key(_ user: String) -> Key {
            Key(
                id: facts[path: "users", user, "id"]?.string ?? "",
                secret: facts[path: "users", user, "secret"]?.string ?? "")
        }
        (reader, stranger) = (key("reader"), key("stranger"))
        readerARN = facts[path: "users", "reader", "arn"]?.string ?? ""
        arns = (facts["secrets"]?.object?.map { ($0.key, $0.value.string ?? "") } ?? [])
            .reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    /// Replaces the secrets, and waits until they are.
    public func set(_ secrets: [String: String]) async throws {
        try await put(secrets)
    }

    /// Whose a login token of Amazon MSK is and what it is for: `user service action region seconds agent`, or `no` and why not.
    public func verdict(of token: String) async throws -> String {
        let known = process.output.split(separator: "\n").count { $0.hasPrefix("token ") }
        try await put([:], tokens: [token])
        let verdicts = process.output.split(separator: "\n").filter { $0.hasPrefix("token ") }
        return verdicts.dropFirst(known).first.map { String($0.dropFirst("token ".count)) } ?? "no: not judged"
    }

    private func put(_ secrets: [String: String], tokens: [String] = []) async throws {
        let number = serial.withLock { serial in
            serial += 1
            return serial
        }
        try Self.state(number, secrets, tokens: tokens).write(toFile: stateFile, atomically: true, encoding: .utf8)
        _ = try await process.line { $0 == "state \(number)" }
    }

    /// The variables of a process whose AWS this is, and nothing else.
    public var environment: [String: String] {
        ["AWS_ENDPOINT_URL": url, "AWS_REGION": Self.region, "AWS_EC2_METADATA_DISABLED": "true"]
    }

    /// How many requests with this action it has checked.
    public func requestCount(_ action: String) -> Int {
        process.output.split(separator: "\n").count { $0 == "request \(action)" }
    }

    private static func state(_ serial: Int64, _ secrets: [String: String], tokens: [String] = []) -> String {
        let allowed: JSONValue = ["secretsmanager:GetSecretValue", "sts:AssumeRole"]
        let state: JSONValue = [
            "serial": .integer(serial), "tokens": .array(tokens.map { .string($0) }),
            "secrets": .object(JSONObject(secrets.mapValues { .string($0) })),
            "users": ["reader": allowed, "stranger": []], "roles": ["reader": allowed],
        ]
        return state.text()
    }
}
