import Documents
import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import KubeClient

@Suite("Credential plugins")
struct ExecPluginTests {
    private static let version = "client.authentication.k8s.io/v1"

    private func parse(_ status: String, apiVersion: String = version) throws -> ExecCredential {
        try ExecCredential.parse(
            Array(#"{"apiVersion":"\#(apiVersion)","kind":"ExecCredential","status":\#(status)}"#.utf8),
            apiVersion: Self.version, command: "login")
    }

    /// A plugin that runs a shell script.
    private func plugin(_ script: String, environment: [String: String] = [:]) throws -> ExecPlugin {
        ExecPlugin(
            apiVersion: Self.version, command: "sh", arguments: ["-c", script], environment: environment,
            interactiveMode: .never, clusterInfo: ExecClusterInfo(members: ["server": "https://x"]))
    }

    @Test("reads a token with its end, with and without a fraction of a second")
    func token() throws {
        let credential = try parse(#"{"token":"abc","expirationTimestamp":"2030-01-02T03:04:05Z"}"#)
        #expect(credential.credential.authorization == "Bearer abc")
        #expect(credential.expiry == Date(timeIntervalSince1970: 1_893_553_445))
        let fraction = try parse(#"{"token":"abc","expirationTimestamp":"2030-01-02T03:04:05.250Z"}"#)
        #expect(fraction.expiry == Date(timeIntervalSince1970: 1_893_553_445.25))
        let zone = try parse(#"{"token":"abc","expirationTimestamp":"2030-01-02T05:04:05+02:00"}"#)
        #expect(zone.expiry == Date(timeIntervalSince1970: 1_893_553_445))
        #expect(try parse(#"{"token":"abc"}"#).expiry == nil)
    }

    @Test("reads a client certificate")
    func certificate() throws {
        let credential = try parse(#"{"clientCertificateData":"C","clientKeyData":"K"}"#).credential
        #expect(credential.authorization == nil)
        #expect(credential.identity?.certificate == Array("C".utf8))
        #expect(credential.identity?.key == Array("K".utf8))
    }

    @Test(
        "refuses what is no credential, without showing it",
        arguments: [
            "{}", "null", #"{"token":""}"#, #"{"token":"secret\n"}"#, #"{"clientCertificateData":"secret"}"#,
            #"{"clientKeyData":"secret"}"#, #"{"token":"secret","expirationTimestamp":"tomorrow"}"#, "secret",
        ])
    func refusals(status: String) throws {
        let error = try #require(throws: KubeError.self) { try parse(status) }
        #expect(error.code == .credentials)
        #expect(!error.description.contains("secret"))
    }

    @Test("refuses another version than the kubeconfig's")
    func versions() throws {
        let error = try #require(throws: KubeError.self) {
            try parse(#"{"token":"a"}"#, apiVersion: "client.authentication.k8s.io/v1beta1")
        }
        #expect(error.description.contains("v1beta1"))
    }

    @Test("runs the program with its variables and the cluster's description")
    func run() async throws {
        let script = #"""
            echo "$KUBERNETES_EXEC_INFO" > "$OUT"
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'
            """#
        let out = Scratch.path("info")
        let (credential, expiry) = try await plugin(script, environment: ["OUT": out]).run()
        #expect(credential.authorization == "Bearer t")
        #expect(expiry == nil)
        let info = try JSONValue(parsing: Scratch.text(ofFile: out))
        #expect(
            info == [
                "apiVersion": .string(Self.version), "kind": "ExecCredential",
                "spec": ["interactive": false, "cluster": ["server": "https://x"]],
            ])
    }

    @Test(
        "a program that fails is told with what happened",
        arguments: [
            ("exit 3", "exit code 3"), ("kill -9 $$", "signal 9"), ("echo secret", "no JSON"), (":", "no JSON"),
        ])
    func failures(script: String, text: String) async throws {
        let error = try await #require(throws: KubeError.self) { try await plugin(script).run() }
        #expect(error.code == .credentials)
        #expect(error.description.contains(text))
        #expect(!error.description.contains("secret"))
    }

    @Test("a program that is not there gives its hint")
    func notInstalled() async throws {
        let missing = ExecPlugin(
            apiVersion: Self.version, command: "no-such-login-program", interactiveMode: .never,
            installHint: "install it from example.com")
        let error = try await #require(throws: KubeError.self) { try await missing.run() }
        #expect(error.description.contains("not installed; install it from example.com"))
    }

    @Test("a program that hangs or prints without end is stopped")
    func bounds() {
        func run(_ script: String, _ timeout: Duration) -> Result<[UInt8], PluginProcess.Failure> {
            PluginProcess(
                command: "sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"], inheritsInput: false,
                timeout: timeout
            ).run()
        }
        #expect(run("exec sleep 60", .milliseconds(50)) == .failure(.timedOut))
        #expect(run("exec yes", .seconds(20)) == .failure(.tooMuchOutput))
        #expect(run("cat", .seconds(20)) == .success([]))
    }
}
