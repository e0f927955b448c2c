import Documents

/// What scales which Deployment.
enum Scalers {
    /// The scalers by the name of the Deployment that they target, ascending.
    static func byDeployment(autoscalers: [LiveObject], scaledObjects: [LiveObject]) -> [String: [ObjectKey]] {
        var scalers: [String: [ObjectKey]] = [:]
        for object in autoscalers + scaledObjects {
            guard let target = object.content[path: "spec", "scaleTargetRef"], let name = target["name"]?.string,
                // A ScaledObject's target is a Deployment unless it says otherwise.
                target["kind"]?.string ?? "Deployment" == "Deployment"
            else { continue }
            scalers[name, default: []].append(object.key)
        }
        return scalers.mapValues { $0.sorted() }
    }
}
