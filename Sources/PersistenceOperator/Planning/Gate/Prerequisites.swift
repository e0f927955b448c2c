import Documents

/// What a writer's pods need in their namespace before they can start.
enum Prerequisites {
    /// The service account, and every ConfigMap that a pod spec refers to and does not call optional.
    static func of(podSpec pod: JSONValue, namespace: String) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        func add(_ kind: String, _ name: JSONValue?) {
            guard let name = name?.string, !name.isEmpty else { return }
            let key = ObjectKey(kind: kind, namespace: namespace, name: name)
            if !keys.contains(key) { keys.append(key) }
        }
        func addConfigMap(_ reference: JSONValue?) {
            guard let reference, reference["optional"] != true else { return }
            add("ConfigMap", reference["name"])
        }
        add("ServiceAccount", pod["serviceAccountName"])
        for list in ["initContainers", "containers"] {
            for container in pod[list]?.array ?? [] {
                for source in container["envFrom"]?.array ?? [] { addConfigMap(source["configMapRef"]) }
                for variable in container["env"]?.array ?? [] {
                    addConfigMap(variable[path: "valueFrom", "configMapKeyRef"])
                }
            }
        }
        for volume in pod["volumes"]?.array ?? [] {
            addConfigMap(volume["configMap"])
            for source in volume[path: "projected", "sources"]?.array ?? [] { addConfigMap(source["configMap"]) }
        }
        return keys
    }

    /// What a rendered writer's pods need.
    static func of(_ rendered: RenderedWriter) -> [ObjectKey] {
        guard let deployment = rendered.objects.first(where: { $0.kind == "Deployment" }),
            let pod = deployment.body[path: "spec", "template", "spec"]
        else { return [] }
        return of(podSpec: pod, namespace: deployment.namespace)
    }
}
