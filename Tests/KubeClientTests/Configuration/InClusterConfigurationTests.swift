import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import KubeClient

@Suite("In-cluster configuration")
struct InClusterConfigurationTests {
    private let folder: String

    init() throws {
        folder = Scratch.path("serviceaccount")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("token", "a-token\n")
        try write("ca.crt", "CA")
        try write("namespace", "writers")
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    private func load(
        host: String = "10.0.0.1", port: String = "443", context: String? = nil
    ) throws -> KubeConfiguration {
        try KubeConfiguration.load(
            KubeConfigurationOptions(context: context),
            environment: KubeEnvironment(
                variables: [
                    "KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port, "HOME": "/nonexistent",
                    "HTTPS_PROXY": "http://proxy:1",
                ], serviceAccountFolder: folder))
    }

    @Test("takes host, token file, authority and namespace of the Pod")
    func complete() throws {
        let configuration = try load()
        #expect(configuration.server == "https://10.0.0.1:443")
        #expect(configuration.namespace == "writers")
        #expect(configuration.proxy == .none)
        #expect(configuration.tls.verification == .full)
        guard case .file(let path) = configuration.tls.trustRoots,
            case .tokenFile(let token) = configuration.credentials
        else {
            Issue.record("not the files of the service account")
            return
        }
        #expect(path == "\(folder)/ca.crt")
        #expect(token == "\(folder)/token")
    }

    @Test("an IPv6 host gets its brackets")
    func ipv6() throws {
        #expect(try load(host: "fd00::1").server == "https://[fd00::1]:443")
    }

    @Test("fault 25: a missing authority is an error and never turns the check off")
    func missingAuthority() throws {
        try FileManager.default.removeItem(atPath: "\(folder)/ca.crt")
        let error = try #require(throws: KubeConfigurationError.self) { try load() }
        #expect(error.code == .unreadable)
        #expect(error.description.contains("ca.crt"))
    }

    @Test("a missing or empty token says what to do")
    func missingToken() throws {
        try write("token", " \n")
        #expect(throws: KubeConfigurationError(.unreadable, "")) { try load() }
        try FileManager.default.removeItem(atPath: "\(folder)/token")
        let error = try #require(throws: KubeConfigurationError.self) { try load() }
        #expect(error.description.contains("automountServiceAccountToken"))
    }

    @Test("the namespace of the Pod is known only in one")
    func podNamespace() {
        #expect(KubeEnvironment(variables: [:], serviceAccountFolder: folder).podNamespace == "writers")
        #expect(KubeEnvironment(variables: [:], serviceAccountFolder: "/nonexistent").podNamespace == nil)
    }

    @Test("without a namespace file it is 'default'")
    func namespace() throws {
        try FileManager.default.removeItem(atPath: "\(folder)/namespace")
        #expect(try load().namespace == "default")
    }

    @Test("a malformed host or port is refused", arguments: [("a/b", "443"), ("a", "x"), ("a", "65536"), ("", "443")])
    func malformed(host: String, port: String) throws {
        #expect(throws: KubeConfigurationError.self) { try load(host: host, port: port) }
    }

    @Test("a context was chosen, so the Pod's account is not what is meant")
    func context() throws {
        #expect(throws: KubeConfigurationError(.notFound, "")) { try load(context: "dev") }
    }
}
