import Documents
import FoundationEssentials

/// What `operator status` shows: all instances of a namespace or cluster.
public struct StatusReport: Sendable {
    /// How it is shown.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Instances, and the writers that are not ready.
        case text
        /// Instances, and all writers.
        case wide
        /// As data.
        case json
    }

    /// The instances, ascending by namespace and name.
    public var instances: [InstanceReport]
    /// Where was looked; `nil`: in all namespaces.
    public var namespace: String?

    /// Makes a report.
    public init(instances: [InstanceReport], namespace: String?) {
        self.instances = instances.sorted { ($0.namespace, $0.instance) < ($1.namespace, $1.instance) }
        self.namespace = namespace
    }

    /// The report in a format.
    ///
    /// - Parameter now: What ages are measured by.
    public func text(_ format: Format, now: Date = Date()) -> String {
        switch format {
        case .json: return json.text(pretty: true) + "\n"
        case .text, .wide:
            guard !instances.isEmpty else { return empty }
            var lines = instanceLines(now)
            for instance in instances { lines += writerLines(instance, all: format == .wide, now) }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    private var empty: String {
        let place = namespace.map { "in the namespace '\($0)'" } ?? "in this cluster"
        return """
            no instance is known \(place)
              to see those of all namespaces: operator status --all-namespaces
              to make one: operator reconcile --once -f spec.json, or apply a BackgroundPersistence (kubectl explain bgp)

            """
    }

    private func instanceLines(_ now: Date) -> [String] {
        let rows = instances.map { instance -> [String] in
            let ready = instance.condition(.ready)
            return [
                instance.namespace, instance.instance, ready?["status"]?.string ?? "-",
                instance.status?["summary"]?.string ?? "-",
                instance.status?[path: "counts", "held"]?.integer.map(String.init) ?? "-",
                instance.condition(.busReady)?["status"]?.string ?? "-", instance.since(.ready, now: now),
                instance.reason, instance.driver ?? "nobody (operator reconcile)",
            ]
        }
        let heading = ["NAMESPACE", "INSTANCE", "READY", "WRITERS", "HELD", "BUS", "SINCE", "REASON", "DRIVEN BY"]
        return TextTable([heading] + rows).lines
    }

    private func writerLines(_ instance: InstanceReport, all: Bool, _ now: Date) -> [String] {
        var lines: [String] = []
        if let problem = instance.problem {
            lines.append("\(instance.namespace)/\(instance.instance): \(problem)")
        }
        let shown = instance.writers.filter { all || $0["phase"]?.string != WriterStatus.Phase.ready.rawValue }
        guard !shown.isEmpty else { return lines.isEmpty ? [] : [""] + lines }
        let rows = shown.map { writer -> [String] in
            let replicas = writer["replicas"]
            func number(_ name: String) -> String { replicas?[name]?.integer.map(String.init) ?? "-" }
            var row = [
                writer["name"]?.string ?? "", writer["phase"]?.string ?? "",
                replicas == nil ? "-" : "\(number("available"))/\(number("desired"))", writer["reason"]?.string ?? "-",
                InstanceReport.age(since: writer["since"]?.string, now: now),
            ]
            if all { row += [Self.change(writer["lastChange"], now), writer["image"]?.string ?? ""] }
            row.append(
                [writer["message"]?.string, writer["action"]?.string].compactMap(\.self).joined(separator: "; "))
            return row
        }
        var heading = ["WRITER", "PHASE", "AVAILABLE", "REASON", "SINCE"]
        if all { heading += ["LAST CHANGE", "IMAGE"] }
        return [""] + lines + TextTable([heading + ["WHAT IS WRONG, AND WHAT TO DO"]] + rows).lines
    }

    /// `SpecChanged 3m ago`.
    private static func change(_ change: JSONValue?, _ now: Date) -> String {
        guard let reason = change?["reason"]?.string else { return "-" }
        return "\(reason) \(InstanceReport.age(since: change?["time"]?.string, now: now)) ago"
    }

    private var json: JSONValue {
        [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "StatusReport",
            "instances": .array(
                instances.map { instance in
                    [
                        "namespace": .string(instance.namespace), "instance": .string(instance.instance),
                        "drivenBy": instance.driver.map { .string($0) } ?? .null, "status": instance.status ?? .null,
                        "reason": .string(instance.reason), "message": instance.problem.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
