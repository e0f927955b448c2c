import Documents
import FoundationEssentials

/// A broker with TLS, SASL and topic ACLs, for what librdkafka's mock cannot do: `Tests/TestPeers/Resources/kafka-broker.py`.
///
/// Its state can change while it runs. It ends with the last reference.
public final class KafkaBroker: Sendable {
    /// The state that the broker answers from, re-read for every request.
    public struct State: Sendable {
        /// One topic.
        public struct Topic: Sendable {
            /// How many partitions it has.
            public var partitions: Int
            /// The brokers that hold each of them.
            public var replicas: [Int]
            /// Those in sync.
            public var inSync: [Int]
            /// The leader of each; -1: none.
            public var leader: Int
            /// Its configuration.
            public var configs: [String: String]
            /// The first offset of each partition that is left.
            public var first = 0
            /// The offset of the next message of each partition.
            public var end = 0
            /// The first offset of each partition that is younger than any time that is asked for; -1: none.
            public var young = -1

            /// Makes a topic.
            public init(
                partitions: Int, replicas: [Int] = [0], inSync: [Int] = [0], leader: Int = 0,
                configs: [String: String] = [:]
            ) {
                self.partitions = partitions
                self.replicas = replicas
                self.inSync = inSync
                self.leader = leader
                self.configs = configs
            }
        }

        /// A consumer group.
        public struct Group: Sendable {
            /// Kafka's own name of its state.
            public var state: String
            /// The addresses of its members.
            public var members: [String]
            /// What it has committed, by topic and partition.
            public var offsets: [String: [Int: Int]]

            /// Makes a group.
            public init(state: String = "Stable", members: [String] = [], offsets: [String: [Int: Int]] = [:]) {
                self.state = state
                self.members = members
                self.offsets = offsets
            }

            fileprivate var json: JSONValue {
                let offsets = offsets.mapValues { offsets -> JSONValue in
                    .object(
                        JSONObject(
                            Dictionary(
                                uniqueKeysWithValues: offsets.map { ("\($0)", JSONValue.integer(Int64($1))) })))
                }
                return [
                    "state": .string(state), "members": .array(members.map { .string($0) }),
                    "offsets": .object(JSONObject(offsets)),
                ]
            }
        }

        /// The consumer groups by name.
        public var groups: [String: Group] = [:]
        /// Groups that nobody may see.
        public var hiddenGroups: [String] = []
        /// Topics whose last partition answers about offsets leave out.
        public var silentOffsets: [String] = []
        /// The passwords by user name; empty: nobody needs to log in.
        public var users: [String: String] = [:]
        /// The topics that a user may see; a user without an entry sees all.
        public var visibleTopics: [String: [String]] = [:]
        /// The topics by name.
        public var topics: [String: Topic] = [:]
        /// The SASL mechanisms on offer; `nil`: all.
        public var mechanisms: [String]?
        /// Whether tokens (OAUTHBEARER) are refused: else any is good that is not over.
        public var refusesTokens = false
        /// How long a connection lasts that has logged in with a token; `nil`: as long as the client wants.
        public var sessionSeconds: Int?
        /// Topics that answers leave out.
        public var silentTopics: [String] = []
        /// Topics whose answers lack the last partition.
        public var partialTopics: [String] = []
        /// The broker's own configuration.
        public var configs: [String: String] = [:]
        /// Topics whose configuration nobody may see.
        public var hiddenConfigs: [String] = []
        /// The brokers that are up; all are this one.
        public var brokers = [0]
        /// The error of every request that makes something; `nil`: none.
        public var makingError: Int?
        /// Which request that makes something, from 1, never gets an answer and makes nothing; `nil`: none.
        public var silentMaking: Int?
        /// How many requests that make something, from the first on, wait for each other.
        public var makingMeets = 0

        /// Makes a state with topics, open to everybody.
        public init(topics: [String: Topic] = [:], users: [String: String] = [:]) {
            self.topics = topics
            self.users = users
        }

        fileprivate var json: JSONValue {
            func list(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer(Int64($0)) }) }
            func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
            func strings(_ texts: [String: String]) -> JSONValue {
                .object(JSONObject(texts.mapValues { .string($0) }))
            }
            let topics = topics.mapValues { topic -> JSONValue in
                [
                    "partitions": .integer(Int64(topic.partitions)), "replicas": list(topic.replicas),
                    "isr": list(topic.inSync), "leader": .integer(Int64(topic.leader)),
                    "configs": strings(topic.configs), "first": .integer(Int64(topic.first)),
                    "end": .integer(Int64(topic.end)), "young": .integer(Int64(topic.young)),
                ]
            }
            var state: JSONValue = [
                "users": strings(users), "topics": .object(JSONObject(topics)),
                "acl": .object(JSONObject(visibleTopics.mapValues { strings($0) })),
                "refuses_tokens": .bool(refusesTokens), "silent": strings(silentTopics),
                "partial": strings(partialTopics), "configs": strings(configs),
                "hidden_configs": strings(hiddenConfigs), "hidden_groups": strings(hiddenGroups),
                "silent_offsets": strings(silentOffsets),
                "groups": .object(JSONObject(groups.mapValues(\.json))),
            ]
            state["brokers"] = list(brokers)
            state["making_meets"] = .integer(Int64(makingMeets))
            if let makingError { state["forbids_making"] = .integer(Int64(makingError)) }
            if let silentMaking { state["silent_making"] = .integer(Int64(silentMaking)) }
            if let sessionSeconds { state["session_seconds"] = .integer(Int64(sessionSeconds)) }
            if let mechanisms { state["mechanisms"] = strings(mechanisms) }
            return state
        }
    }

    /// Its port on loopback.
    public let port: Int
    private let process: ChildProcess
    private let stateFile: String

    /// Starts a broker.
    ///
    /// - Parameters:
    ///   - identity: Makes it speak TLS; `nil`: plain text.
    /// - Throws: `TestPeerError` if it does not listen in time.
    public init(_ state: State, identity: TestIdentity? = nil) async throws {
        stateFile = try Scratch.file("kafka-state.json", state.json.text())
        var arguments = [
            Checkout.path("Tests/TestPeers/Resources/kafka-broker.py"), "--port", "0", "--state", stateFile,
        ]
        if let identity {
            let certificate = try Scratch.file("broker.crt", String(decoding: identity.certificate, as: UTF8.self))
            let key = try Scratch.file("broker.key", String(decoding: identity.key, as: UTF8.self))
            arguments += ["--cert", certificate, "--key", key]
        }
        process = try ChildProcess(PythonPeers.interpreter, arguments)
        let line = try await process.line { $0.hasPrefix("listening ") }
        guard let port = Int(line.dropFirst("listening ".count)) else {
            throw TestPeerError("kafka-broker.py says '\(line)'")
        }
        self.port = port
    }

    /// Its address by name: what a certificate for `localhost` is valid for.
    public var address: String { "localhost:\(port)" }

    /// Replaces the state; the next request sees it.
    public func set(_ state: State) throws {
        try state.json.text().write(toFile: stateFile, atomically: true, encoding: .utf8)
    }

    /// How many requests with this API key it has received (3: Metadata, 32: DescribeConfigs, 19: CreateTopics).
    public func requestCount(apiKey: Int) -> Int {
        process.output.split(separator: "\n").count { $0.hasPrefix("request \(apiKey) ") }
    }

    /// The tokens that clients have logged in with, in order.
    public var tokens: [String] {
        process.output.split(separator: "\n").filter { $0.hasPrefix("token ") }.map { line in
            let digits = Array(line.dropFirst("token ".count))
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Ends it: connections are refused from then on.
    public func stop() async { await process.stop() }
}
