import Documents
import FoundationEssentials
import Glibc

/// A TLS-terminating proxy before the API server that records each request and breaks what it is told to break.
///
/// It speaks HTTP/1.1 with its client, over as many connections as that opens, and is known to it by the certificate of
/// the API server, so a client needs nothing but `kubeconfig`.
public final class CountingProxy: Sendable {
    /// One request and its answer.
    public struct Request: Hashable, Sendable {
        /// Connections are numbered from 1.
        public let connection: Int
        /// `GET`, `PATCH`…
        public let method: String
        /// Path and query as sent.
        public let path: String
        /// The HTTP status of the answer.
        public let status: Int
        /// Whether it changes something: no GET, no dry run, no access review.
        public let isWrite: Bool
        /// When it was answered by the API server, since a moment that all proxies of a machine share.
        public let time: Duration
    }

    /// Now, as the times of requests are told (CLOCK_MONOTONIC, which Python's `time.monotonic_ns` reads too).
    public static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// What happens at a write.
    public struct Fault: Hashable, Sendable {
        /// What is done to the client.
        public enum Action: String, Sendable {
            /// SIGKILL to the process at the other end.
            case kill
            /// All open connections are closed.
            case cut
        }

        /// Whether the client gets the answer to the last write.
        public enum Moment: String, Sendable {
            /// The write happened, the client does not know.
            case beforeAnswer
            /// The client has been told.
            case afterAnswer
        }

        /// What is done.
        public let action: Action
        /// After how many writes; the next write is not forwarded. 0: before the first.
        public let writes: Int
        /// Before or after the client got the last answer.
        public let moment: Moment
        /// Parts of paths: such writes do not count, and are forwarded as if there were no fault.
        public let ignored: [String]

        /// Makes a fault.
        public init(
            _ action: Action, afterWrites writes: Int, _ moment: Moment = .beforeAnswer, ignoring ignored: [String] = []
        ) {
            self.action = action
            self.writes = writes
            self.moment = moment
            self.ignored = ignored
        }
    }

    /// Requests that are held back before they are forwarded, whether the client still waits or not.
    public struct Delay: Sendable {
        let object: JSONValue

        /// Makes a delay.
        ///
        /// - Parameters:
        ///   - method: The method that it befalls, `*` for all.
        ///   - path: A part of the path that it befalls.
        public init(_ seconds: Int64, to method: String, pathContaining path: String) {
            object = ["seconds": .integer(seconds), "method": .string(method), "path": .string(path)]
        }
    }

    /// An answer of the proxy's own, in place of the API server's.
    public struct Answer: Sendable {
        let object: JSONValue

        /// Makes an answer.
        ///
        /// - Parameters:
        ///   - method: The method that gets it, `*` for all.
        ///   - path: A part of the path that gets it.
        ///   - times: How many requests get it; one unless told.
        public init(
            _ status: Int, to method: String, pathContaining path: String, headers: [String: String] = [:],
            body: String = "", times: Int = 1
        ) {
            object = [
                "status": .integer(Int64(status)), "method": .string(method), "path": .string(path),
                "headers": .object(JSONObject(headers.mapValues { .string($0) })), "body": .string(body),
                "times": .integer(Int64(times)),
            ]
        }
    }

    /// Where it listens: `https://127.0.0.1:PORT`.
    public let server: String
    /// A kubeconfig that leads through it.
    public let kubeconfig: String
    private let process: ChildProcess
    private let control: String
    private let log: String

    /// Starts one before a control plane.
    ///
    /// - Parameter token: Acts there as who has this token; else as the administrator, whoever the client is.
    public init(before controlPlane: ControlPlane, token: String? = nil) async throws {
        control = Scratch.path("proxy-control.json")
        log = Scratch.path("proxy-requests.jsonl")
        process = try ChildProcess(
            "python3",
            [
                Checkout.path("Tests/TestPeers/Resources/counting-proxy.py"), "--folder", controlPlane.folder,
                "--upstream", controlPlane.port, "--control", control, "--log", log,
            ] + (token == nil ? [] : ["--as-client"]))
        let port = try await process.line(within: .seconds(20)) { $0.hasPrefix("PORT=") }.dropFirst(5)
        server = "https://127.0.0.1:\(port)"
        kubeconfig =
            if let token { try controlPlane.kubeconfig(for: server, token: token) } else {
                try controlPlane.adminKubeconfig(for: server)
            }
    }

    /// Everything it was asked since it started, in the order of the answers.
    public func requests() throws -> [Request] {
        // The last line may still be on its way.
        let text = Scratch.text(ofFile: log)
        return try text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n").map { line in
            let entry = try JSONValue(parsing: String(line))
            return Request(
                connection: Int(entry["connection"]?.integer ?? 0), method: entry["method"]?.string ?? "",
                path: entry["path"]?.string ?? "", status: Int(entry["status"]?.integer ?? 0),
                isWrite: entry["write"]?.bool ?? false,
                time: .microseconds(entry["time"]?.integer ?? 0))
        }
    }

    /// The writes among the requests.
    public func writes() throws -> [Request] { try requests().filter(\.isWrite) }

    /// Arranges what happens from the next request on, in place of what was arranged before; writes count from now.
    /// A fault happens once, then the proxy is a plain one again.
    public func arrange(_ fault: Fault? = nil, answers: [Answer] = [], delays: [Delay] = []) throws {
        var order: JSONValue = [
            "serial": .integer(Int64(Scratch.nextNumber())), "answers": .array(answers.map(\.object)),
            "delays": .array(delays.map(\.object)),
        ]
        if let fault {
            order["fault"] = [
                "action": .string(fault.action.rawValue), "writes": .integer(Int64(fault.writes)),
                "when": .string(fault.moment.rawValue), "ignored": .array(fault.ignored.map { .string($0) }),
            ]
        }
        try order.text().write(toFile: control, atomically: true, encoding: .utf8)
    }

    /// Stops it.
    public func stop() async { await process.stop() }
}
