import Documents

/// What scales which Deployment.
enum Scalers {
    /// The scalers by the name of the Deployment that they target, ascending.
    static func byDeployment(_ scalers: some Sequence<LiveObject>) -> [String: [ObjectKey]] {
        var byName: [String: [ObjectKey]] = [:]
        for object in scalers {
            guard let target = object.content[path: "spec", "scaleTargetRef"], let name = target["name"]?.string,
                // A ScaledObject's target is a Deployment unless it says otherwise.
                target["kind"]?.string ?? "Deployment" == "Deployment"
            else { continue }
            byName[name, default: []].append(object.key)
        }
        return byName.mapValues { $0.sorted() }
    }
}
