import Documents

/// The ConfigMaps and Secrets that a pod spec takes configuration from: variables and volumes.
enum PodReferences {
    /// A reference to one of them.
    struct Reference: Hashable {
        var configuration: ConfigurationName
        /// Pods start without it.
        var isOptional: Bool
    }

    /// All references, in the order of the pod spec.
    static func all(in pod: JSONValue) -> [Reference] {
        var references: [Reference] = []
        func add(_ kind: ConfigurationName.Kind, _ source: JSONValue?, named field: String = "name") {
            guard let source, let name = source[field]?.string, !name.isEmpty else { return }
            references.append(
                Reference(
                    configuration: ConfigurationName(kind: kind, name: name), isOptional: source["optional"] == true))
        }
        for container in ["initContainers", "containers"].flatMap({ pod[$0]?.array ?? [] }) {
            for source in container["envFrom"]?.array ?? [] {
                add(.configMap, source["configMapRef"])
                add(.secret, source["secretRef"])
            }
            for variable in container["env"]?.array ?? [] {
                add(.configMap, variable[path: "valueFrom", "configMapKeyRef"])
                add(.secret, variable[path: "valueFrom", "secretKeyRef"])
            }
        }
        for volume in pod["volumes"]?.array ?? [] {
            add(.configMap, volume["configMap"])
            add(.secret, volume["secret"], named: "secretName")
            for source in volume[path: "projected", "sources"]?.array ?? [] {
                add(.configMap, source["configMap"])
                add(.secret, source["secret"])
            }
        }
        return references
    }
}
