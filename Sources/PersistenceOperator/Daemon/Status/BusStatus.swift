import BusClients
import Documents

/// What is to be said of the bus: what cannot be used or seen, what is wrong with the rest, and who looked.
public struct BusStatus: Hashable, Sendable {
    /// What was seen.
    let readiness: BusReadiness

    /// Of each kind; `operator check` shows all. A document of a thousand topics stays far below what etcd takes.
    private static let limit = 100

    /// The status as a document.
    ///
    /// - Parameters:
    ///   - previous: What was written before. A finding that is still the same keeps the values that it was found with: lag differs with
    ///     each look, and a status that is written each time tells nobody more.
    ///   - time: Now, as the API writes it: since when a finding is there, where it is new.
    /// - Returns: `nil`: nobody looked.
    func json(after previous: JSONValue?, time: String) -> JSONValue? {
        guard let observer = readiness.observer else { return nil }
        let troubled = readiness.readings.filter { $0.value.readiness != .ready }.sorted { $0.key.id < $1.key.id }
        var known: [JSONValue: JSONValue] = [:]
        for finding in previous?["findings"]?.array ?? [] { known[Self.identity(finding)] = finding }
        let findings = readiness.findings.prefix(Self.limit).map { finding -> JSONValue in
            var value = Self.json(finding)
            value["since"] = .string(time)
            return known[Self.identity(value)] ?? value
        }
        var value: JSONValue = [
            "observer": [
                "principal": .string(observer.principal), "host": .string(observer.host),
                "cluster": .string(observer.cluster),
            ]
        ]
        if !troubled.isEmpty {
            value["endpoints"] = .array(troubled.prefix(Self.limit).map { Self.json($0.key.id, $0.value) })
        }
        if !findings.isEmpty { value["findings"] = .array(findings) }
        return value
    }

    private static func json(_ id: String, _ reading: EndpointReading) -> JSONValue {
        var value: JSONValue = [
            "id": .string(id), "reason": .string(reading.reason.rawValue), "message": .string(reading.message),
        ]
        if !reading.action.isEmpty { value["action"] = .string(reading.action) }
        return value
    }

    private static func json(_ finding: BusFinding) -> JSONValue {
        var value: JSONValue = [
            "code": .string(finding.reason.rawValue), "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message), "seen": .string(finding.seen), "wanted": .string(finding.wanted),
            "action": .string(finding.action),
        ]
        value["endpoint"] = finding.resource.map { .string($0.id) }
        if !finding.writers.isEmpty { value["writers"] = .array(finding.writers.prefix(limit).map { .string($0) }) }
        return value
    }

    private static func identity(_ finding: JSONValue) -> JSONValue {
        ["code", "severity", "endpoint", "writers"].reduce(into: [:] as JSONValue) { $0[$1] = finding[$1] }
    }
}
