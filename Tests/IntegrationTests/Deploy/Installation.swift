import Documents
import TestPeers

/// deploy/ on the tests' API server, which has no policy/v1.
struct Installation {
    private let controlPlane: ControlPlane
    private static let overlay = "deploy/overlays/before-1.21"

    init(_ controlPlane: ControlPlane) {
        self.controlPlane = controlPlane
    }

    /// As the README says it.
    func install() async throws {
        try await controlPlane.kubectl("apply", "-k", Checkout.path("deploy/crd"))
        let namespace: JSONValue = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "background-persistence"],
        ]
        try await controlPlane.kubectl("apply", "-f", "-", input: namespace.text())
        try await controlPlane.kubectl("apply", "-k", Checkout.path(Self.overlay))
    }

    /// Takes the controller and its rights away.
    func uninstall() async throws {
        try await controlPlane.kubectl("delete", "-k", Checkout.path(Self.overlay), "--timeout=100s")
    }

    /// Takes the definition away, and with it all resources.
    func deleteDefinition() async throws {
        try await controlPlane.kubectl("delete", "-k", Checkout.path("deploy/crd"))
    }

    /// The objects of a folder of deploy/.
    func objects(_ folder: String) async throws -> String {
        try await controlPlane.kubectl("kustomize", Checkout.path("deploy/\(folder)"))
    }
}
