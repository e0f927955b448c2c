import BusClients
import Documents
import FoundationEssentials
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the bus in the status")
struct BusStatusTests {
    private func readiness(_ change: (inout HealthFixture) -> Void) throws -> (ResolvedSpec, BusReadiness) {
        var fixture = try HealthFixture.kafka()
        change(&fixture)
        return (
            fixture.spec,
            BusReadiness(
                readings: fixture.readings, findings: fixture.findings, observer: HealthFixture.observer, time: Date())
        )
    }

    private func lag(_ messages: Int64) -> (inout HealthFixture) -> Void {
        {
            $0.groups[KafkaGroupQuery(group: "g", topic: "metrics-bus-1")] = KafkaGroupReading(
                state: .stable, lag: .known(.init(messages: messages, expiringPartitions: 1)))
        }
    }

    @Test("what is the same finding keeps the values and the time that it was found with: no write for lag that grows")
    func unchanged() throws {
        let first = BusStatus(readiness: try readiness(lag(10)).1).json(after: nil, time: "t1")
        #expect(first?["findings"]?.array?.map { $0["since"] } == ["t1"])
        #expect(BusStatus(readiness: try readiness(lag(20)).1).json(after: first, time: "t2") == first)
        let other = BusStatus(
            readiness: try readiness {
                lag(20)(&$0)
                $0.know("metrics-bus-1") { $0.replicas = 1 }
            }.1
        ).json(after: first, time: "t2")
        #expect(Set(other?["findings"]?.array?.map { $0["since"]?.string } ?? []) == ["t1", "t2"])
    }

    @Test("nobody who looked says nothing")
    func skipped() {
        #expect(BusStatus(readiness: .skipped).json(after: nil, time: "t") == nil)
    }

    @Test("is read back as it was seen: readings, findings and who looked; what is not told is unknown")
    func roundTrip() throws {
        let (spec, seen) = try readiness {
            $0.know("metrics-bus-1") { $0.replicas = 1 }
            $0.readings[.kafkaTopic("dlq-1")] = EndpointReading(
                .noLeader, "no leader", action: "bring back", observer: HealthFixture.observer)
        }
        var status: JSONValue = [
            "writers": .array(
                spec.writers.map { writer in
                    [
                        "name": .string(writer.name),
                        "endpoints": .array(
                            writer.endpoints.map {
                                ["id": .string($0.id), "reason": .string(seen[$0.resource].reason.rawValue)]
                            }),
                    ]
                })
        ]
        status["bus"] = BusStatus(readiness: seen).json(after: nil, time: "t")
        func read(_ status: JSONValue?) -> BusReadiness {
            ReportedReadiness(status: status, instance: "i").readiness(of: spec, health: HealthSettings())
        }
        let told = read(status)
        #expect(told[.kafkaTopic("metrics-bus-1")].readiness == .ready)
        #expect(told[.kafkaTopic("dlq-1")].reason == .noLeader)
        #expect(told[.kafkaTopic("dlq-1")].action == "bring back")
        #expect(told.findings.map(\.identity) == seen.findings.map(\.identity))
        #expect(told.observer == HealthFixture.observer)
        let strange: JSONValue = [
            "code": "RetentionTooShort", "severity": "blocks", "endpoint": "kafka:other", "message": "m", "seen": "s",
            "wanted": "w", "action": "a",
        ]
        var more = status
        more[path: "bus", "findings"] = .array((status[path: "bus", "findings"]?.array ?? []) + [strange])
        #expect(read(more).findings == told.findings, "what is wrong with a topic of others is none of this spec's")
        for nothing in [nil, ["writers": []]] as [JSONValue?] {
            #expect(read(nothing).readings.values.allSatisfy { $0.reason == .notChecked && $0.readiness == .unknown })
        }
    }
}
