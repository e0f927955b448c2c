import Documents

/// What scales which Deployment.
enum Scalers {
    /// The scalers by the name of the Deployment that they target, ascending.
    static func byDeployment(_ scalers: some Sequence<LiveObject>) -> [String: [ObjectKey]] {
        var byName: [String: [ObjectKey]] = [:]
        for object in scalers {
            if let name = deployment(scaledBy: object) { byName[name, default: []].append(object.key) }
        }
        return byName.mapValues { $0.sorted() }
    }

    /// The name of the Deployment that an object scales; `nil`: none.
    static func deployment(scaledBy object: LiveObject) -> String? {
        // A ScaledObject's target is a Deployment unless it says otherwise.
        guard let target = object.content[path: "spec", "scaleTargetRef"],
            target["kind"]?.string ?? "Deployment" == "Deployment"
        else { return nil }
        return target["name"]?.string
    }
}
