import Documents
import KubeClient
import WriterSpecs

/// The environment of a writer's container, as the `env` and `envFrom` of its manifest.
struct WriterEnvironment {
    let fields: EnvironmentFields
    let catalogue: Catalogue
    /// The Secret that holds `autodiscover_key`.
    let secretName: String

    private var writer: ResolvedWriter { fields.writer }

    /// A variable for each field that applies, ascending by name.
    var contract: ManifestNode {
        var variables: [(name: String, node: ManifestNode)] = []
        for field in catalogue.environmentFields(of: writer.type) {
            let name = EnvironmentContract.variable(for: field, type: writer.type)
            if field == "autodiscover_key" {
                if let reference = autodiscoverKey(name) { variables.append((name, reference)) }
            } else if let resolved = fields.value(of: field) {
                variables.append(
                    (name, Self.entry(name, EnvironmentContract.escaped(resolved.value), from: resolved.provenance)))
            }
        }
        return .named(variables.sorted { $0.name < $1.name })
    }

    /// The key itself stands in a Secret of the instance; the environment only refers to it.
    private func autodiscoverKey(_ name: String) -> ManifestNode? {
        guard !(fields.spec.document.autodiscoverKey ?? "").isEmpty else { return nil }
        let reference: JSONValue = [
            "name": .string(name),
            "valueFrom": [
                "secretKeyRef": ["name": .string(secretName), "key": .string(SecretManifest.autodiscoverKey)]
            ],
        ]
        return .leaf(reference, fields.spec.document.positions.provenance(of: "autodiscover_key"))
    }

    /// The optional ConfigMap of the writer's name, where asked for.
    var sources: ManifestNode? {
        guard writer.spec.loadWriterConfigMap == true else { return nil }
        let source: JSONValue = ["configMapRef": ["name": .string(writer.name), "optional": true]]
        return .leaf([source], writer.spec.positions.provenance(of: "load_writer_configmap"))
    }

    /// The list with `additional_env_vars` at its end, ascending by name and as written, in place of entries of the same
    /// name: Kubernetes resolves a reference only to what stands before it, and these may refer to any of ours.
    func addingAdditionalVariables(to list: ManifestNode?) -> ManifestNode? {
        let additional = writer.spec.additionalEnvVars
        guard !additional.isEmpty else { return list }
        var elements: [ManifestNode.Element] = if case .list(let existing) = list { existing } else { [] }
        elements.removeAll { element in
            guard case .key(let key) = element.step, let name = key["name"]?.string else { return false }
            return additional[name] != nil
        }
        for (name, value) in additional.sorted(by: { $0.key < $1.key }) {
            let provenance = writer.spec.positions.provenance(of: "additional_env_vars.\(name)")
            elements.append(.init(step: .key(["name": .string(name)]), node: Self.entry(name, value, from: provenance)))
        }
        return .list(elements)
    }

    private static func entry(_ name: String, _ value: String, from provenance: Provenance) -> ManifestNode {
        .leaf(["name": .string(name), "value": .string(value)], provenance)
    }
}
