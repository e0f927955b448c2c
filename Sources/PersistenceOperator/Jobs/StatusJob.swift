import Documents
import KubeClient

/// `operator status`: reads what controllers and pipelines left behind of all instances.
struct StatusJob {
    let client: KubeClient
    /// `nil`: all namespaces.
    let namespace: String?

    /// Two lists at most: custom resources where they are served, and ConfigMaps with an instance's label.
    ///
    /// - Throws: `KubeError`.
    func run() async throws -> StatusReport {
        let discovery = try await client.discover()
        var instances: [InstanceReport] = []
        if discovery.serves(BackgroundPersistence.resource.apiVersion) {
            instances = try await client.list(BackgroundPersistence.resource, namespace: namespace) {
                InstanceReport(resource: $0)
            }.items
        }
        let known = Set(instances.map { Place(namespace: $0.namespace, instance: $0.instance) })
        let maps = try await client.list(
            .configMaps, namespace: namespace, labelSelector: OperatorLabels.instance
        ) { object -> (Place, JSONValue)? in
            guard let instance = object[path: "metadata", "labels", OperatorLabels.instance]?.string,
                let namespace = object[path: "metadata", "namespace"]?.string
            else { return nil }
            return (Place(namespace: namespace, instance: instance), object)
        }.items
        for (place, objects) in Dictionary(grouping: maps, by: \.0) where !known.contains(place) {
            func named(_ name: String) -> JSONValue? {
                objects.map(\.1).first { $0[path: "metadata", "name"]?.string == name }
            }
            var report = InstanceReport(
                namespace: place.namespace, instance: place.instance,
                inventory: named(PlanSettings(instance: place.instance).inventoryName),
                status: named(StatusWriter.name(instance: place.instance)))
            report.sourceIsGone = isGone(report.driver, resources: known)
            instances.append(report)
        }
        return StatusReport(instances: instances, namespace: namespace)
    }

    /// A resource may drive writers of another namespace, where it was not looked for.
    private func isGone(_ driver: String?, resources: Set<Place>) -> Bool {
        guard let driver, case .resource(let home, let name) = RecordedSource(driver),
            namespace == nil || namespace == home
        else { return false }
        return !resources.contains(Place(namespace: home, instance: name))
    }

    private struct Place: Hashable {
        let namespace: String
        let instance: String
    }
}

extension ClusterConnection {
    /// What is known of all instances.
    ///
    /// - Parameter namespace: `nil`: in all namespaces.
    /// - Throws: `ClusterError`.
    public func status(namespace: String?) async throws -> StatusReport {
        try await translatingErrors { try await StatusJob(client: client, namespace: namespace).run() }
    }
}
