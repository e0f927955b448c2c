import BusClients
import Testing

@testable import PersistenceOperator

@Suite("the health of consumer groups")
struct GroupHealthTests {
    private func codes(_ state: KafkaGroupReading.State, _ lag: KafkaLag) throws -> [String] {
        var fixture = try HealthFixture.kafka()
        fixture.groups[KafkaGroupQuery(group: "g", topic: "metrics-bus-1")] = KafkaGroupReading(state: state, lag: lag)
        return fixture.codes
    }

    @Test("what keeps up is healthy, however much is unread; what was never looked at is not judged")
    func healthy() throws {
        #expect(try codes(.stable, .known(.init(messages: 1_000_000))) == [])
        #expect(try HealthFixture.kafka().findings == [])
    }

    @Test("each state and each loss has a code")
    func states() throws {
        let fine = KafkaLag.known(.init(messages: 0))
        let place = "kafka:metrics-bus-1"
        #expect(try codes(.empty, fine) == ["warns GroupEmpty \(place)"])
        #expect(try codes(.rebalancing, fine) == ["informs GroupRebalancing \(place)"])
        #expect(try codes(.unknown("x"), fine) == ["informs GroupUnseen \(place)"])
        #expect(try codes(.absent, .noCommit) == ["informs NoCommitYet \(place)"])
        #expect(try codes(.stable, .unknown("x")) == ["informs LagUnknown \(place)"])
        #expect(
            try codes(.stable, .known(.init(messages: 9, lost: 1, expiringPartitions: 1)))
                == ["warns MessagesLost \(place)", "warns LagOutlastsRetention \(place)"])
    }

    @Test("writers whose group nobody knows are told once, together, where their topics can be seen")
    func unknownGroups() throws {
        var fixture = try HealthFixture.kafka(
            writers: #"""
                {"name": "a", "bus_subscriber_type": "GO_METRICS_BUS_WRITER"},
                {"name": "b", "bus_subscriber_type": "METRICS_BUS_WRITER"}
                """#)
        #expect(fixture.codes == ["informs GroupUnknown the cluster"])
        #expect(fixture.findings.first?.writers == ["a", "b"])
        fixture.readings = [:]
        #expect(fixture.findings == [])
    }

    @Test("a lag that grows is no other finding: it makes no pass")
    func growth() throws {
        func finding(_ messages: Int64) throws -> BusFinding? {
            var fixture = try HealthFixture.kafka()
            fixture.groups[KafkaGroupQuery(group: "g", topic: "metrics-bus-1")] = KafkaGroupReading(
                state: .stable, lag: .known(.init(messages: messages, expiringPartitions: 1)))
            return fixture.findings.first
        }
        #expect(try finding(1) != finding(2))
        #expect(try finding(1)?.identity == finding(2)?.identity)
    }
}
