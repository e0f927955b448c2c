import Documents
import TestPeers

/// KEDA's kinds, as far as the operator looks at them: group, version and names are KEDA's, the schema takes anything.
enum KEDADefinitions {
    private static let kinds = [("ScaledObject", "scaledobjects"), ("TriggerAuthentication", "triggerauthentications")]

    /// Runs a body with a control plane that serves them, and takes them away afterwards.
    static func run(on controlPlane: ControlPlane, _ body: () async throws -> Void) async throws {
        try await install(on: controlPlane)
        do {
            try await body()
        } catch {
            try? await remove(from: controlPlane)
            throw error
        }
        try await remove(from: controlPlane)
    }

    /// Makes a control plane serve them.
    static func install(on controlPlane: ControlPlane) async throws {
        let schema: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        for (kind, plural) in kinds {
            let definition: JSONValue = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": .string("\(plural).keda.sh")],
                "spec": [
                    "group": "keda.sh", "scope": "Namespaced",
                    "names": [
                        "kind": .string(kind), "plural": .string(plural), "singular": .string(kind.lowercased()),
                    ],
                    "versions": [
                        ["name": "v1alpha1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
                    ],
                ],
            ]
            try await controlPlane.kubectl("apply", "-f", "-", input: definition.text())
            try await controlPlane.kubectl("wait", "--for=condition=Established", "crd/\(plural).keda.sh")
        }
    }

    /// Takes them away, with all their objects.
    static func remove(from controlPlane: ControlPlane) async throws {
        for (_, plural) in kinds { try await controlPlane.kubectl("delete", "crd", "\(plural).keda.sh") }
    }
}
