import Testing
import WriterSpecs

@Suite struct BuiltInCatalogueTests {
    @Test func hasTheThirteenPublishedTypes() {
        #expect(
            Catalogue.builtIn.types.keys.sorted() == [
                "CLUSTER_MANAGER", "GO_METRICS_BUS_WRITER", "GO_RESULT_BUS_METRICS_WRITER", "METRICS_BUS_WRITER",
                "METRICS_WRITER", "OFFLINE_STORE_BULK_INSERT_WRITER", "OFFLINE_STORE_STREAMING_INSERT_WRITER",
                "OFFLINE_WRITER", "ONLINE_VECTOR_STORE_WRITER", "ONLINE_WRITER", "QUERY_MIRROR_CONSUMER",
                "RUST_OFFLINE_WRITER", "USAGE_BUS_WRITER",
            ])
    }

    @Test func namesOnlyFieldsThatCanBecomeVariables() {
        for type in Catalogue.builtIn.types.values {
            let unknown = Set(Catalogue.builtIn.environmentFields(of: type)).subtracting(EnvironmentField.all)
            #expect(unknown.isEmpty, "\(type.name): \(unknown)")
        }
    }

    @Test func everyFieldReachesATypeExceptTheOperationsBusThatNoTypeReads() {
        let reached = Catalogue.builtIn.types.values.flatMap { Catalogue.builtIn.environmentFields(of: $0) }
        #expect(EnvironmentField.all.subtracting(reached) == ["operation_subscription_id"])
    }

    @Test func twinsShareAJobAndOnlyThey() {
        let byJob = Dictionary(grouping: Catalogue.builtIn.types.values, by: \.job)
        let shared = byJob.values.filter { $0.count > 1 }.map { Set($0.map(\.name)) }
        #expect(
            Set(shared) == [
                ["METRICS_WRITER", "GO_RESULT_BUS_METRICS_WRITER"], ["METRICS_BUS_WRITER", "GO_METRICS_BUS_WRITER"],
                ["OFFLINE_WRITER", "RUST_OFFLINE_WRITER"],
            ])
    }

    @Test func noTypeDeclaresAConsumerGroupSinceTheyAreNotPublic() {
        #expect(Catalogue.builtIn.types.values.allSatisfy { $0.defaultConsumerGroup == nil })
    }

    @Test func theClusterManagerReadsNoBusAndIsNeverRunTwice() throws {
        let type = try #require(Catalogue.builtIn.types["CLUSTER_MANAGER"])
        #expect(type.consumes.isEmpty && type.produces.isEmpty)
        #expect(type.rollout == .recreate)
        let fields = Catalogue.builtIn.environmentFields(of: type)
        #expect(!fields.contains("kafka_dlq_topic"))
        #expect(fields.contains("cluster_manager_config"))
    }

    @Test func aStreamingInsertIntoBigQueryUsesTheBSWLImage() throws {
        let type = try #require(Catalogue.builtIn.types["OFFLINE_STORE_STREAMING_INSERT_WRITER"])
        #expect(type.imageFamilyByInserter == ["bigquery": .bswl])
        #expect(type.imageFamily == .python)
    }

    @Test func aTypeGetsWhatItConsumesAndProducesAndTheTopicOfItsSubscription() throws {
        let type = try #require(Catalogue.builtIn.types["METRICS_WRITER"])
        #expect(
            Catalogue.builtIn.busFields(of: type) == [
                .metricsBusTopic, .resultBusMetricsSubscription, .resultBusTopic,
            ])
    }

    @Test func everyConsumerGetsTheTopicOfItsSubscription() {
        for type in Catalogue.builtIn.types.values {
            let topics = type.consumes.compactMap(\.topicField)
            #expect(Set(topics).isSubset(of: Catalogue.builtIn.busFields(of: type)), "\(type.name)")
        }
    }

    @Test func anUnknownTypeGetsEveryFieldButTheClusterManagersAndHasNoImage() {
        let type = Catalogue.builtIn.unknownType(named: "NEW_WRITER")
        let fields = Set(Catalogue.builtIn.environmentFields(of: type))
        #expect(fields == EnvironmentField.all.subtracting(["cluster_manager_config"]))
        #expect(type.imageFamily == nil)
    }
}
