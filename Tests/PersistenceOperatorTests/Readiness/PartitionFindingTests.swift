import BusClients
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite struct PartitionFindingTests {
    private func findings(_ partitions: [String: Int?], writers: String) throws -> [PartitionFinding] {
        let observer = BusObserver(principal: "anonymous", host: "h", cluster: "c")
        let readings = partitions.map { name, count -> (WriterEndpoint.Resource, EndpointReading) in
            (.kafkaTopic(name), EndpointReading(.ready, "", partitions: count, observer: observer))
        }
        return PartitionFinding.all(
            in: try SpecFixture.kafka(writers: writers), readings: Dictionary(uniqueKeysWithValues: readings))
    }

    private static func writer(replicas: Int, maximum: Int? = nil) -> String {
        let hpa = maximum.map { #", "hpa_specs": {"hpa_max_replicas": \#($0)}"# } ?? ""
        return
            #"{"name": "w", "bus_subscriber_type": "GO_METRICS_BUS_WRITER", "default_replica_count": \#(replicas)\#(hpa)}"#
    }

    @Test(arguments: [(3, 0), (4, 0), (5, 1)])
    func onlyMoreReplicasThanPartitionsIsAFinding(replicas: Int, count: Int) throws {
        let findings = try findings(["metrics-bus-1": 4, "dlq-1": 1], writers: Self.writer(replicas: replicas))
        #expect(findings.count == count)
    }

    @Test func theAutoscalersMaximumCountsToo() throws {
        let findings = try findings(["metrics-bus-1": 4], writers: Self.writer(replicas: 1, maximum: 9))
        #expect(findings.map(\.replicas) == [9])
        #expect(findings.first?.isAutoscalerMaximum == true)
        #expect(
            findings.first?.description
                == "writer 'w' asks for an autoscaler maximum of 9, but its topic 'metrics-bus-1' has 4 partitions: at most "
                + "4 can work, the others idle; ask for fewer, or add partitions")
        #expect(findings.first?.provenance.description.contains("hpa_specs.hpa_max_replicas") == true)
    }

    @Test func unknownPartitionsAreNoFinding() throws {
        #expect(try findings([:], writers: Self.writer(replicas: 100)).isEmpty)
        #expect(try findings(["metrics-bus-1": nil], writers: Self.writer(replicas: 100)).isEmpty)
    }
}
