import Documents
import TestPeers
import Testing

/// The account that an overlay of deploy/ makes, as the controller uses it: by a real token, through a proxy that records what
/// that takes.
struct DeployedAccount {
    let proxy: CountingProxy
    /// How the overlay starts the controller, but for what only a cluster with a kubelet has.
    let options: [String]
    private let installation: Installation
    private let controlPlane: ControlPlane

    /// Runs a body with the account of an overlay, and compares what was asked for with what its roles allow.
    ///
    /// What is in the cluster of another overlay is taken away before, so that its rights are none of these; and this one
    /// afterwards.
    static func run(_ overlay: Installation.Overlay, _ body: (DeployedAccount) async throws -> Void) async throws {
        let controlPlane = try await ControlPlane.shared()
        let installation = Installation(controlPlane, overlay)
        try await Installation(controlPlane).uninstall()
        try await installation.install()
        try await KEDADefinitions.install(on: controlPlane)
        let token = try await controlPlane.token(of: "persistence-operator", in: "persistence-operator")
        let account = DeployedAccount(
            proxy: try await CountingProxy(before: controlPlane, token: token),
            options: try await arguments(controlPlane) + ["--listen", "127.0.0.1:0", "--bus-check", "skip"],
            installation: installation, controlPlane: controlPlane)
        do {
            try await body(account)
            try await account.expectWhatIsGranted()
        } catch {
            try? await account.end()
            throw error
        }
        try await account.end()
    }

    private func end() async throws {
        await proxy.stop()
        try await KEDADefinitions.remove(from: controlPlane)
        try await installation.uninstall()
    }

    /// Gives the account in a namespace what the overlay gives it in that of the writers.
    func grant(in namespace: TestNamespace) async throws {
        let rights = try await installation.manifests().split(separator: "---\n")
            .filter { $0.contains("\n  namespace: \(Installation.target)\n") }
        try #require(!rights.isEmpty)
        try await controlPlane.kubectl(
            "apply", "-f", "-",
            input: rights.joined(separator: "---\n").replacing(
                "\n  namespace: \(Installation.target)\n", with: "\n  namespace: \(namespace.name)\n"))
    }

    /// Nothing was refused, each rule was used, and no other would have been needed.
    private func expectWhatIsGranted() async throws {
        let requests = try proxy.requests()
        #expect(requests.filter { $0.status == 403 }.map(\.path) == [])
        let used = Set(requests.flatMap(Permission.needed))
        let granted = try await granted()
        #expect(granted.subtracting(used) == [], "granted, and not needed")
        #expect(used.subtracting(granted) == [], "needed, and not granted here")
    }

    /// What the roles of the overlay allow, as they are in the cluster.
    func granted() async throws -> Set<Permission> {
        let text = try await controlPlane.kubectl(
            "get", "clusterroles,roles", "--all-namespaces", "-o", "json", "-l",
            "app.kubernetes.io/part-of=persistence-operator")
        let roles = try JSONValue(parsing: text)["items"]?.array ?? []
        return Set(roles.flatMap { $0["rules"]?.array ?? [] }.flatMap(Permission.granted))
    }

    /// The arguments of the Deployment.
    private static func arguments(_ controlPlane: ControlPlane) async throws -> [String] {
        let text = try await controlPlane.kubectl(
            "-n", "persistence-operator", "get", "deployment", "persistence-operator", "-o", "json")
        let containers = try JSONValue(parsing: text)[path: "spec", "template", "spec", "containers"]?.array
        let arguments = containers?.first?["args"]?.array?.compactMap(\.string) ?? []
        return arguments.filter { $0 != "run" && $0 != "--all-namespaces" && !$0.contains("listen") }
    }
}
