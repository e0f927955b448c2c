import Documents
import TestPeers

/// deploy/ on the tests' API server, which may have no policy/v1.
struct Installation {
    /// A folder of deploy/.
    enum Overlay: String {
        /// All of it.
        case controller = "overlays/before-1.21"
        /// What only looks.
        case observe = "overlays/observe"
    }

    /// The namespace of the writers, where deploy/ grants rights.
    static let target = "background-persistence"

    private let controlPlane: ControlPlane
    private let overlay: Overlay

    init(_ controlPlane: ControlPlane, _ overlay: Overlay = .controller) {
        self.controlPlane = controlPlane
        self.overlay = overlay
    }

    /// As the README says it.
    func install() async throws {
        try await controlPlane.kubectl("apply", "-k", Checkout.path("deploy/crd"))
        let namespace: JSONValue = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(Self.target)],
        ]
        try await controlPlane.kubectl("apply", "-f", "-", input: namespace.text())
        try await controlPlane.kubectl("apply", "-f", "-", input: manifests())
    }

    /// Takes the controller and its rights away, if they are there.
    func uninstall() async throws {
        try await controlPlane.kubectl(
            "delete", "-f", "-", "--ignore-not-found", "--timeout=100s", input: manifests())
    }

    /// Takes the definition away, and with it all resources.
    func deleteDefinition() async throws {
        try await controlPlane.kubectl("delete", "-k", Checkout.path("deploy/crd"))
    }

    /// What is installed: the overlay, with what `before-1.21` changes where the server needs that.
    func manifests() async throws -> String {
        let text = try await objects(overlay.rawValue)
        guard controlPlane.minorVersion < 21 else { return text }
        return text.replacing("apiVersion: policy/v1\n", with: "apiVersion: policy/v1beta1\n")
    }

    /// The objects of a folder of deploy/.
    func objects(_ folder: String) async throws -> String {
        try await controlPlane.kubectl("kustomize", Checkout.path("deploy/\(folder)"))
    }
}
