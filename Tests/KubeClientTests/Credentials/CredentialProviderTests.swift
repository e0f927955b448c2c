import FoundationEssentials
import Logging
import Synchronization
import TestPeers
import Testing

@testable import KubeClient

@Suite("Credential provider")
struct CredentialProviderTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("hands out tokens and passwords, which nothing renews")
    func constants() async throws {
        for (source, value) in [
            (CredentialSource.token("t"), "Bearer t"), (.basic(user: "u", password: "p"), "Basic dTpw"), (.none, nil),
        ] {
            let provider = CredentialProvider(source, logger: logger)
            let issued = try await provider.current()
            #expect(issued.credential.authorization == value)
            #expect(await provider.renew(after: issued) == false)
        }
    }

    @Test("fault 25: a token file is read again after a refusal; while it is empty or gone the last token stays")
    func rotation() async throws {
        let path = try Scratch.file("token", " first\n")
        let provider = CredentialProvider(.tokenFile(path), logger: logger)
        let first = try await provider.current()
        #expect(first.credential.authorization == "Bearer first")

        try "".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(await provider.renew(after: first))
        #expect(try await provider.current().credential.authorization == "Bearer first")

        try FileManager.default.removeItem(atPath: path)
        #expect(await provider.renew(after: first))
        #expect(try await provider.current().credential.authorization == "Bearer first")

        try "second".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(await provider.renew(after: first))
        let second = try await provider.current()
        #expect(second.credential.authorization == "Bearer second")
        // A late refusal of the first token does not send anybody to the file again.
        #expect(await provider.renew(after: first))
        #expect(try await provider.current().generation == second.generation)
    }

    @Test("fault 25: a token file that never held a token is an error", arguments: ["", " \n", "a b", "a\u{0}"])
    func unusable(text: String) async throws {
        let path = try Scratch.file("token", text)
        let provider = CredentialProvider(.tokenFile(path), logger: logger)
        let error = try await #require(throws: KubeError.self) { try await provider.current() }
        #expect(error.code == .credentials)
        #expect(error.description.contains(path))
        let missing = CredentialProvider(.tokenFile("/nonexistent/token"), logger: logger)
        await #expect(throws: KubeError(.credentials, "")) { try await missing.current() }
    }

    /// A plugin that counts its runs in a file and prints the count as token.
    private func counting(_ file: String, expiry: String) -> ExecPlugin {
        let script = """
            echo x >> \(file)
            n=$(wc -l < \(file))
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            printf '"status":{"token":"%s","expirationTimestamp":"\(expiry)"}}' $n
            """
        return ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "sh", arguments: ["-c", script],
            interactiveMode: .never)
    }

    @Test("a plugin runs once for all that wait, and again when its token ends or is refused")
    func plugin() async throws {
        let now = Mutex(Date(timeIntervalSince1970: 1_893_553_000))
        let file = try Scratch.file("runs", "")
        let provider = CredentialProvider(
            .plugin(counting(file, expiry: "2030-01-02T03:04:05Z")), logger: logger
        ) { now.withLock { $0 } }
        let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await provider.current().credential.authorization } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(tokens == ["Bearer 1"])
        // Ten seconds early, so that it does not end on the way.
        now.withLock { $0 = Date(timeIntervalSince1970: 1_893_553_434) }
        #expect(try await provider.current().credential.authorization == "Bearer 1")
        now.withLock { $0 = Date(timeIntervalSince1970: 1_893_553_436) }
        let second = try await provider.current()
        #expect(second.credential.authorization == "Bearer 2")
    }

    @Test("a refused token makes the plugin run again")
    func refusedPluginToken() async throws {
        let file = try Scratch.file("runs", "")
        let provider = CredentialProvider(.plugin(counting(file, expiry: "9999-01-01T00:00:00Z")), logger: logger)
        let first = try await provider.current()
        #expect(try await provider.current().generation == first.generation)
        #expect(await provider.renew(after: first))
        #expect(try await provider.current().credential.authorization == "Bearer 2")
    }
}
