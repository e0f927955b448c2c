import BusClients
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite struct ReplicaHealthTests {
    private func findings(_ partitions: Int?, replicas: Int, maximum: Int? = nil) throws -> [BusFinding] {
        let hpa = maximum.map { #", "hpa_specs": {"hpa_max_replicas": \#($0)}"# } ?? ""
        var fixture = try HealthFixture.kafka(
            writers:
                #"{"name": "w", "bus_subscriber_type": "GO_METRICS_BUS_WRITER", "kafka_consumer_group_override": "g", "default_replica_count": \#(replicas)\#(hpa)}"#
        )
        fixture.know("metrics-bus-1", partitions: partitions) { _ in }
        fixture.know("dlq-1", partitions: 1) { _ in }
        return fixture.findings
    }

    @Test(arguments: [(3, 0), (4, 0), (5, 1)])
    func onlyMoreReplicasThanPartitionsIsAFinding(replicas: Int, count: Int) throws {
        #expect(try findings(4, replicas: replicas).count == count)
    }

    @Test func theAutoscalersMaximumCountsToo() throws {
        let findings = try findings(4, replicas: 1, maximum: 9)
        #expect(findings.map(\.reason) == [.tooFewPartitions])
        #expect(
            findings.first?.description
                == "TooFewPartitions: writer 'w' asks for an autoscaler maximum of 9, but its topic 'metrics-bus-1' has 4 "
                + "partitions: at most 4 can work, the others idle; ask for fewer, or add partitions")
        #expect(findings.first?.provenance?.description.contains("hpa_specs.hpa_max_replicas") == true)
    }

    @Test func unknownPartitionsAreNoFinding() throws {
        #expect(try findings(nil, replicas: 100).isEmpty)
    }
}
