import BusClients
import Documents
import FoundationEssentials
import WriterSpecs

/// What a controller saw of a bus that whoever asks may not reach: `operator check --from status`.
struct ReportedReadiness {
    /// The status of the instance as the controller wrote it; `nil`: none has.
    let status: JSONValue?
    /// The instance.
    let instance: String

    /// What is known of a spec's endpoints. One that the controller does not tell of is unknown (`NotChecked`).
    func readiness(of spec: ResolvedSpec, health: HealthSettings) -> BusReadiness {
        var readings: [WriterEndpoint.Resource: EndpointReading] = [:]
        for writer in spec.writers {
            for endpoint in writer.endpoints where readings[endpoint.resource]?.readiness != .ready {
                readings[endpoint.resource] = reading(of: endpoint, for: writer.name)
            }
        }
        return BusReadiness(
            readings: readings, findings: findings(readings.keys), health: health, observer: observer, time: Date())
    }

    private var observer: BusObserver {
        func text(_ name: String) -> String { status?[path: "bus", "observer", name]?.string ?? "unknown" }
        return BusObserver(
            principal: text("principal"), host: text("host"), cluster: text("cluster"))
    }

    private func reading(of endpoint: WriterEndpoint, for writer: String) -> EndpointReading {
        let entry = status?["writers"]?.array?.first { $0["name"]?.string == writer }
        let code = entry?["endpoints"]?.array?.first { $0["id"]?.string == endpoint.id }?["reason"]?.string
        guard let reason = code.flatMap(ReadinessReason.init(rawValue:)), reason != .notChecked else {
            return EndpointReading(
                .notChecked, "no controller tells of \(endpoint.resource.id) for the instance '\(instance)'",
                action: "see operator status: whether a controller runs, has this spec, and looks at the bus",
                observer: observer)
        }
        let detail = status?[path: "bus", "endpoints"]?.array?.first { $0["id"]?.string == endpoint.resource.id }
        return EndpointReading(
            reason, detail?["message"]?.string ?? "the controller reports \(reason.rawValue)",
            action: detail?["action"]?.string ?? "", observer: observer)
    }

    private func findings(_ resources: some Sequence<WriterEndpoint.Resource>) -> [BusFinding] {
        let byID = Dictionary(resources.map { ($0.id, $0) }) { first, _ in first }
        return (status?[path: "bus", "findings"]?.array ?? []).compactMap { value in
            func text(_ name: String) -> String { value[name]?.string ?? "" }
            let resource = value["endpoint"]?.string
            guard let reason = ReadinessReason(rawValue: text("code")),
                let severity = FindingSeverity(rawValue: text("severity")),
                // Of a topic that this spec does not use.
                resource == nil || resource.flatMap({ byID[$0] }) != nil
            else { return nil }
            return BusFinding(
                reason: reason, severity: severity, resource: resource.flatMap { byID[$0] },
                writers: value["writers"]?.array?.compactMap(\.string) ?? [], message: text("message"),
                seen: text("seen"), wanted: text("wanted"), action: text("action"))
        }
    }
}

extension ClusterConnection {
    /// What a controller saw of the bus of a spec.
    ///
    /// - Throws: `ClusterError`.
    public func reportedReadiness(
        of spec: ResolvedSpec, instance: String, health: HealthSettings
    ) async throws -> BusReadiness {
        let report = try await status(namespace: spec.namespace)
        let status = report.instances.first { $0.instance == instance }?.status
        return ReportedReadiness(status: status, instance: instance).readiness(of: spec, health: health)
    }
}
