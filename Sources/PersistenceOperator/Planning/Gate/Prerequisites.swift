import Documents
import KubeClient

/// What pods need beside the bus, and would not start without.
enum Prerequisites {
    /// The service account, and every ConfigMap that a pod spec refers to and does not call optional.
    static func of(podSpec pod: JSONValue, namespace: String) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        func add(_ kind: String, _ name: String) {
            let key = ObjectKey(kind: kind, namespace: namespace, name: name)
            if !keys.contains(key) { keys.append(key) }
        }
        if let account = pod["serviceAccountName"]?.string, !account.isEmpty { add("ServiceAccount", account) }
        for reference in PodReferences.all(in: pod)
        where reference.configuration.kind == .configMap && !reference.isOptional {
            add(ConfigurationName.Kind.configMap.rawValue, reference.configuration.name)
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
