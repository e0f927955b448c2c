import Documents
import FoundationEssentials

/// Google's own Pub/Sub emulator. It never says `state` and cannot detach; a stub server does that.
public final class PubSubEmulator: Sendable {
    /// Its address as `PUBSUB_EMULATOR_HOST` has it.
    public let host: String
    private let process: ChildProcess

    /// The emulator's program in the Google Cloud CLI's folder, where that is installed with it.
    static let program: String? = {
        guard let gcloud = Program.path(of: "gcloud") else { return nil }
        let bin = URL(filePath: gcloud).resolvingSymlinksInPath().deletingLastPathComponent()
        let lib = bin.deletingLastPathComponent().appending(path: "platform/pubsub-emulator/lib").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: lib)) ?? []
        return files.filter { $0.hasPrefix("cloud-pubsub-emulator-") && $0.hasSuffix("-all.jar") }.max()
            .map { "\(lib)/\($0)" }
    }()

    /// Starts an emulator without topics.
    public init() async throws {
        guard let program = Self.program else { throw TestPeerError("there is no Pub/Sub emulator") }
        let port = try FreePort.find()
        host = "127.0.0.1:\(port)"
        process = try ChildProcess("java", ["-Xmx128m", "-jar", program, "--host=127.0.0.1", "--port=\(port)"])
        try await eventually("the Pub/Sub emulator answers") {
            let answer = try await ChildProcess.run("curl", ["--silent", "--max-time", "5", "http://\(self.host)/"])
            return answer.output.hasPrefix("Ok")
        }
    }

    /// Creates a topic.
    public func createTopic(_ name: String, project: String) async throws {
        try await send("PUT", "projects/\(project)/topics/\(name)", [:])
    }

    /// Deletes a topic; its subscriptions stay, without a topic.
    public func deleteTopic(_ name: String, project: String) async throws {
        try await send("DELETE", "projects/\(project)/topics/\(name)")
    }

    /// Creates a subscription of a topic.
    ///
    /// - Parameter settings: Members of the REST resource beside its topic.
    public func createSubscription(
        _ name: String, topic: String, project: String, settings: JSONValue = [:]
    ) async throws {
        var body = settings
        body["topic"] = .string("projects/\(project)/topics/\(topic)")
        try await send("PUT", "projects/\(project)/subscriptions/\(name)", body)
    }

    /// Deletes a subscription, with the messages that it holds.
    public func deleteSubscription(_ name: String, project: String) async throws {
        try await send("DELETE", "projects/\(project)/subscriptions/\(name)")
    }

    /// The full names of the project's topics.
    public func topics(project: String) async throws -> [String] {
        let answer = try JSONValue(parsing: try await send("GET", "projects/\(project)/topics"))
        return answer["topics"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @discardableResult
    private func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> String {
        var arguments = ["--silent", "--show-error", "--fail-with-body", "--max-time", "30", "--request", method]
        if body != nil { arguments += ["--header", "Content-Type: application/json", "--data-binary", "@-"] }
        let answer = try await ChildProcess.run("curl", arguments + ["http://\(host)/v1/\(path)"], input: body?.text())
        guard answer.exitCode == 0 else { throw TestPeerError("\(method) \(path): \(answer.output)\(answer.errors)") }
        return answer.output
    }
}

extension Requirement {
    /// Google's Pub/Sub emulator and a Java runtime. Neither Debian nor PyPI have it.
    public static let pubSubEmulator = Requirement(
        "the Pub/Sub emulator", remedy: "gcloud components install pubsub-emulator"
    ) {
        PubSubEmulator.program != nil && Program.path(of: "java") != nil
    }
}
