import Documents

extension SpecResolver {
    /// Checks the fields of the document that say something about one another.
    mutating func checkDocument() {
        let types = Set(document.writers.compactMap(\.busSubscriberType))
        if document.bootstrapCloudResources == true {
            add(
                .warning, "not-managed", document.positions, "bootstrap_cloud_resources", .document,
                "plans never create topics and subscriptions",
                hint: "'operator bootstrap' creates those that are missing")
        }
        if document.suspended == true {
            add(
                .warning, "suspended", document.positions, "suspended", .document,
                "no writer is started or scaled up, and none is stopped: what runs goes on",
                hint: "set it to false, or remove it, to start what is new")
        }
        if document.clusterManagerConfig?.object?.isEmpty == false, !types.contains("CLUSTER_MANAGER") {
            add(
                .warning, "not-managed", document.positions, "cluster_manager_config", .document,
                "it is for a CLUSTER_MANAGER, and there is none among the writers")
        }
        if document.common.busFields[.usageEventsSubscription] != nil, !consumesUsageEvents {
            add(
                .warning, "unused-field", document.common.positions, BusField.usageEventsSubscription.rawValue,
                .document, "no writer uses it: there is no USAGE_BUS_WRITER", hint: "remove it")
        }
    }

    /// Whether a writer reads the usage events: nobody else does.
    var consumesUsageEvents: Bool {
        document.writers.contains { writer in
            writer.busSubscriberType.flatMap { catalogue.types[$0] }?.consumes.contains(.usageEventsSubscription)
                == true
        }
    }

    /// Two writers of one name would be one Deployment.
    mutating func checkNames(_ drafts: [WriterDraft]) {
        let byName = Dictionary(grouping: drafts.filter { $0.name != nil }) { $0.name ?? "" }
        for (name, sharers) in byName.sorted(by: { $0.key < $1.key }) where sharers.count > 1 {
            for draft in sharers {
                guard let other = sharers.first(where: { $0.index != draft.index }) else { continue }
                let isGiven = draft.spec.name?.isEmpty == false
                add(
                    .error, "duplicate-name", draft.spec.positions, isGiven ? "name" : "bus_subscriber_type",
                    .writer(draft.index),
                    "\(other.spec.positions.path) is also named \(Quoting.quoted(name))"
                        + (isGiven ? "" : " (this name comes from the type)"),
                    hint: "give each writer a name of its own")
            }
        }
    }
}
