import Documents
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct RolloutStrategyTests {
    private func strategy(_ fixture: RenderingFixture) throws -> JSONValue? {
        try fixture.deployment()[path: "spec", "strategy"]
    }

    private func rolling(_ maxSurge: JSONValue, _ maxUnavailable: JSONValue) -> JSONValue {
        ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": maxSurge, "maxUnavailable": maxUnavailable]]
    }

    @Test(arguments: [nil, 1, 5] as [Int64?]) func onPubSubItSurges(replicas: Int64?) throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.defaultReplicaCount = replicas
        #expect(try strategy(fixture) == rolling("25%", 0))
    }

    @Test(arguments: [nil, 0, 1] as [Int64?]) func aSingleKafkaConsumerSurgesByOne(replicas: Int64?) throws {
        var fixture = RenderingFixture(backend: .kafka)
        fixture.writer.spec.defaultReplicaCount = replicas
        #expect(try strategy(fixture) == rolling(1, 0))
    }

    @Test func severalKafkaConsumersAreReplacedInPlace() throws {
        var fixture = RenderingFixture(backend: .kafka)
        fixture.writer.spec.defaultReplicaCount = 2
        #expect(try strategy(fixture) == rolling(0, "25%"))
    }

    @Test(arguments: BusBackend.allCases) func theClusterManagerIsRecreated(backend: BusBackend) throws {
        #expect(try strategy(RenderingFixture("CLUSTER_MANAGER", backend: backend)) == ["type": "Recreate"])
    }

    @Test func theCatalogueDecides() throws {
        var fixture = RenderingFixture()
        fixture.writer.type.rollout.pubSub = .rolling(maxSurge: 2, maxUnavailable: "10%")
        #expect(try strategy(fixture) == rolling(2, "10%"))
    }
}
