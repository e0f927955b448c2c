import BusClients
import Synchronization
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

/// Looks for many instances, against librdkafka's mock cluster in this process.
@Suite struct BusWatchTests {
    private let cluster: MockKafkaCluster

    init() throws {
        cluster = try MockKafkaCluster()
        for topic in ["metrics-bus-1", "result-bus-1", "dlq-1"] { cluster.createTopic(topic, partitions: 4) }
    }

    private func watch(interval: Duration = .seconds(3_600)) -> BusWatch {
        BusWatch(settings: BusSettings(timeout: .seconds(60)), interval: interval, environment: ["POD_NAME": "pod-7"])
    }

    private func look(_ watch: BusWatch, _ instance: String, _ spec: ResolvedSpec) async -> BusReadiness? {
        await watch.look(at: spec, revision: "1", for: instance) { _ in }
    }

    /// Each connection begins with this request.
    private var connections: Int { cluster.requestCount(of: "ApiVersion") }

    @Test func manyInstancesShareConnectionsAndRequests() async throws {
        let spec = try SpecFixture.kafka(servers: cluster.bootstrapServers)
        let watch = watch()
        let readings = await withTaskGroup(of: BusReadiness?.self) { group in
            for number in 0..<50 { group.addTask { await look(watch, "instance-\(number)", spec) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(readings.count == 50)
        #expect(
            readings.allSatisfy { $0?[.kafkaTopic("metrics-bus-1")].partitions == 4 && $0?.observer?.host == "pod-7" })
        // Two for each of the three brokers: as a bootstrap server, and under its own name.
        #expect(connections <= 6)
        #expect(cluster.requestCount(of: "Metadata") <= 4)
        let before = connections
        _ = await look(watch, "instance-1", spec)
        #expect(connections == before)
    }

    @Test func laterLooksAreToldToEveryInstance() async throws {
        let spec = try SpecFixture.kafka(servers: cluster.bootstrapServers)
        let watch = watch(interval: .milliseconds(20))
        let told = Mutex<[String: BusWatch.Look]>([:])
        for instance in ["a", "b"] {
            let first = await watch.look(at: spec, revision: "r-\(instance)", for: instance) { look in
                told.withLock { $0[instance] = look }
            }
            #expect(first?[.kafkaTopic("dlq-1")].reason == .ready)
        }
        let before = connections
        let running = Task { await watch.run() }
        try await eventually("both were told") { told.withLock { $0.count } == 2 }
        #expect(told.withLock { $0["a"]?.revision } == "r-a")
        cluster.setLeader(-1, ofPartition: 0, topic: "dlq-1")
        try await eventually("both were told what changed") {
            told.withLock { $0.values.allSatisfy { $0.readiness[.kafkaTopic("dlq-1")].reason == .noLeader } }
        }
        await watch.forget("a")
        told.withLock { $0 = [:] }
        try await eventually("the one that is left was told") { told.withLock { $0["b"] } != nil }
        #expect(told.withLock { $0["a"] } == nil)
        #expect(connections == before)
        running.cancel()
        await running.value
    }

    @Test func anotherClusterThatHangsDelaysNobody() async throws {
        let hanging = try MockKafkaCluster()
        hanging.setRoundTrip(milliseconds: 60_000)
        let watch = watch()
        let stuck = Task { await look(watch, "stuck", try SpecFixture.kafka(servers: hanging.bootstrapServers)) }
        try await eventually("it hangs") { hanging.requestCount(of: "ApiVersion") > 0 }
        let readiness = await look(watch, "quick", try SpecFixture.kafka(servers: cluster.bootstrapServers))
        #expect(readiness?[.kafkaTopic("dlq-1")].reason == .ready)
        stuck.cancel()
        #expect(try await stuck.value == nil, "a cancelled look ends at once")
    }

    @Test func aClusterThatNobodyAsksIsLeft() async throws {
        let watch = watch()
        let spec = try SpecFixture.kafka(servers: cluster.bootstrapServers)
        _ = await look(watch, "a", spec)
        let before = connections
        // It asks another cluster from now on.
        let refused = await look(watch, "a", try SpecFixture.kafka(servers: nil))
        #expect(refused?[.kafkaTopic("dlq-1")].reason == .serversUnknown)
        _ = await look(watch, "a", spec)
        #expect(connections > before, "the connections had been ended")
    }

    @Test func connectionsAreMadeAnewWhereThatIsAskedFor() async throws {
        let watch = watch()
        let spec = try SpecFixture.kafka(servers: cluster.bootstrapServers)
        _ = await look(watch, "a", spec)
        let before = connections
        await watch.reconnect()
        #expect(await look(watch, "a", spec)?[.kafkaTopic("dlq-1")].reason == .ready)
        #expect(connections > before)
    }

    @Test func laterLooksAtAClusterThatHangsDelayNobody() async throws {
        let hanging = try MockKafkaCluster()
        for topic in ["metrics-bus-1", "result-bus-1", "dlq-1"] { hanging.createTopic(topic, partitions: 1) }
        let watch = watch(interval: .milliseconds(20))
        let told = Mutex(0)
        _ = await look(watch, "stuck", try SpecFixture.kafka(servers: hanging.bootstrapServers))
        _ = await watch.look(
            at: try SpecFixture.kafka(servers: cluster.bootstrapServers), revision: "1", for: "quick"
        ) { _ in told.withLock { $0 += 1 } }
        hanging.setRoundTrip(milliseconds: 60_000)
        let running = Task { await watch.run() }
        try await eventually("the other one is looked at again and again") { told.withLock { $0 } > 10 }
        running.cancel()
        await running.value
    }

    @Test func pubSubConnectionsAreMadeAnewToo() async throws {
        let server = try StubHTTPServer { request in
            StubResponse(json: #"{"name":"\(request.path.dropFirst(4))","topic":"projects/p/topics/tea"}"#)
        }
        let watch = BusWatch(
            settings: BusSettings(timeout: .seconds(60)), interval: .seconds(3_600),
            environment: ["PUBSUB_EMULATOR_HOST": "127.0.0.1:\(server.port)"])
        let spec = try SpecFixture.pubSub()
        _ = await look(watch, "a", spec)
        _ = await look(watch, "a", spec)
        let before = server.connections
        await watch.reconnect()
        _ = await look(watch, "a", spec)
        #expect(server.connections > before)
    }
}
