import BusClients
import Documents
import FoundationEssentials
import WriterSpecs

extension CheckReport {
    /// The report as data: `kind: CheckReport`. Codes and member names are stable.
    public var json: JSONValue {
        var report: JSONValue = [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "CheckReport",
            "summary": [
                "ready": .integer(Int64(count(of: .ready))), "notReady": .integer(Int64(count(of: .notReady))),
                "unknown": .integer(Int64(count(of: .unknown))),
            ],
            "writers": .array(writers.map(json)),
            "faultyWriters": .array(faultyWriters.map { .string($0) }),
            "findings": .array(readiness.findings.map(json)),
        ]
        report["observer"] = readiness.observer.map { observer in
            [
                "principal": .string(observer.principal), "host": .string(observer.host),
                "cluster": .string(observer.cluster),
            ]
        }
        report["time"] = readiness.time.map { .string($0.formatted(.iso8601)) }
        return report
    }

    private func json(_ writer: Writer) -> JSONValue {
        var value: JSONValue = [
            "name": .string(writer.name), "type": .string(writer.type), "knownType": .bool(writer.isKnownType),
            "usesBus": .bool(!writer.isOffBus), "checked": .bool(writer.uncheckedReason == nil),
            "endpoints": .array(
                writer.endpoints.map { endpoint, reading in
                    var value = Self.json(endpoint, reading)
                    value["findings"] = .array(
                        readiness.findings(on: endpoint.resource, of: writer.name)
                            .map { .string($0.reason.rawValue) })
                    if endpoint.role == .consume {
                        value["consumerGroup"] = writer.groups[endpoint.resource].map(Self.json)
                        value["backlog"] = readiness.backlogs[endpoint.resource].map(Self.json)
                    }
                    return value
                }),
        ]
        value["uncheckedReason"] = writer.uncheckedReason.map { .string($0) }
        return value
    }

    private static func json(_ endpoint: WriterEndpoint, _ reading: EndpointReading) -> JSONValue {
        var value: JSONValue = [
            "role": .string(endpoint.role.rawValue), "from": .string(endpoint.provenance.description),
            "readiness": .string(reading.readiness.rawValue), "reason": .string(reading.reason.rawValue),
            "message": .string(reading.message),
        ]
        if !reading.action.isEmpty { value["action"] = .string(reading.action) }
        value["partitions"] = reading.partitions.map { .integer(Int64($0)) }
        switch endpoint.resource {
        case .kafkaTopic(let name):
            value["kind"] = "KafkaTopic"
            value["name"] = .string(name)
        case .pubSubTopic(let project, let id):
            value["kind"] = "PubSubTopic"
            value["name"] = .string(id)
            value["project"] = project.map { .string($0) }
        case .pubSubSubscription(let project, let id, let topic):
            value["kind"] = "PubSubSubscription"
            value["name"] = .string(id)
            value["project"] = project.map { .string($0) }
            value["topic"] = topic.map { .string($0) }
        }
        return value
    }

    private static func json(_ group: (name: String, reading: KafkaGroupReading)) -> JSONValue {
        var value: JSONValue = ["name": .string(group.name)]
        switch group.reading.state {
        case .stable: value["state"] = "stable"
        case .rebalancing: value["state"] = "rebalancing"
        case .empty: value["state"] = "empty"
        case .absent: value["state"] = "absent"
        case .unknown: value["state"] = "unknown"
        }
        value["members"] = group.reading.members.map { .integer(Int64($0)) }
        // Where it is not known there is no number: neither zero nor everything.
        if case .known(let known) = group.reading.lag {
            value["lag"] = .integer(known.messages)
            value["lost"] = .integer(known.lost)
            value["uncommittedPartitions"] = .integer(Int64(known.uncommittedPartitions))
        }
        return value
    }

    private static func json(_ backlog: PubSubBacklog) -> JSONValue {
        switch backlog {
        case .known(let messages, let oldest):
            [
                "known": true, "messages": .integer(messages),
                "oldestUnackedSeconds": .integer(oldest.components.seconds),
            ]
        case .unknown(let cause): ["known": false, "why": .string(cause.why)]
        }
    }

    private func json(_ finding: BusFinding) -> JSONValue {
        var value: JSONValue = [
            "code": .string(finding.reason.rawValue), "severity": .string(finding.severity.rawValue),
            "writers": .array(finding.writers.map { .string($0) }), "message": .string(finding.message),
            "seen": .string(finding.seen), "wanted": .string(finding.wanted), "action": .string(finding.action),
        ]
        value["endpoint"] = finding.resource.map { .string($0.id) }
        value["from"] = finding.provenance.map { .string($0.description) }
        value["source"] = .string(ReasonExplanation(finding.reason).source)
        return value
    }
}
