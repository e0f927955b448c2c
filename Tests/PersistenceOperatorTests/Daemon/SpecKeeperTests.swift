import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("which spec is in force")
struct SpecKeeperTests {
    private static let template = """
        {"common_persistence_specs": {"bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa",
         "bus_writer_image_go": "example.com/go:1", "metrics_bus_topic_id": "metrics", "kafka_dlq_topic": "dead"},
         "kafka_bootstrap_servers": "b-1:9092", "kafka_security_protocol": "PLAINTEXT", "api_server_host": "https://a.example.com",
         "writers": [{"name": "WRITER", "bus_subscriber_type": "GO_METRICS_BUS_WRITER"}]}
        """

    private func good(_ name: String) throws -> LoadedSpec {
        try load(Self.template.replacing("\"WRITER\"", with: "\"\(name)\""))
    }

    /// Whether another spec is in force now.
    private func take(_ spec: LoadedSpec, _ revision: String, _ keeper: inout SpecKeeper) -> Bool {
        keeper.take(spec, revision: revision)
    }

    private func load(_ text: String) throws -> LoadedSpec {
        try SpecLoader.load(SpecRequest(path: "spec.json"), bytes: Array(text.utf8))
    }

    private func writers(_ keeper: SpecKeeper) -> [String] { keeper.accepted?.spec.writers.map(\.name) ?? [] }

    @Test("a good one is accepted once")
    func accepts() throws {
        var keeper = SpecKeeper()
        let spec = try good("a")
        #expect(take(spec, "1", &keeper))
        #expect(!take(spec, "1", &keeper), "the same bytes again")
        #expect(writers(keeper) == ["a"])
        #expect(keeper.problem == nil)
    }

    @Test(
        "faults 33, 35: what is no spec leaves the last good one in force, and says where and why",
        arguments: ["", "{", "{}", "[]", "null", "{\"writers\": []}", "\u{FEFF}\u{0}"])
    func keepsTheLastGood(_ text: String) throws {
        var keeper = SpecKeeper()
        _ = take(try good("a"), "1", &keeper)
        #expect(!take(try load(text), "2", &keeper))
        #expect(writers(keeper) == ["a"])
        #expect(keeper.accepted?.revision == "1")
        let problem = try #require(keeper.problem)
        #expect(problem.reason == .invalid)
        #expect(problem.message.hasPrefix("spec.json: 1:"))
    }

    @Test("fault 33: a source that cannot be read changes nothing")
    func unreadable() throws {
        var keeper = SpecKeeper()
        keeper.refuse(SpecSourceError(SpecFileError(.missing, path: "/mnt/spec.json")))
        #expect(keeper.accepted == nil)
        #expect(keeper.problem?.message.hasSuffix("; until there is a good spec, nothing is changed") == true)
        _ = take(try good("a"), "1", &keeper)
        keeper.refuse(SpecSourceError(SpecFileError(.empty, path: "/mnt/spec.json")))
        #expect(writers(keeper) == ["a"])
        #expect(keeper.problem?.reason == .unreadable)
        #expect(keeper.problem?.message.contains("/mnt/spec.json") == true)
        #expect(keeper.problem?.message.hasSuffix("; the last good spec stays in force") == true)
    }

    @Test("fault 38: a good one after a bad one needs no further step, also where it is the one from before")
    func recovers() throws {
        var keeper = SpecKeeper()
        let first = try good("a")
        _ = take(first, "1", &keeper)
        _ = take(try load("{"), "2", &keeper)
        #expect(!take(first, "1", &keeper))
        #expect(keeper.problem == nil)
        #expect(take(try good("b"), "3", &keeper))
        #expect(writers(keeper) == ["b"])
    }

    @Test("a writer at fault is held alone: the spec is accepted")
    func faultyWriter() throws {
        var keeper = SpecKeeper()
        let text = Self.template.replacing("\"WRITER\"", with: "\"a\"")
            .replacing(
                "]}",
                with:
                    ", {\"name\": \"b\", \"bus_subscriber_type\": \"GO_METRICS_BUS_WRITER\", \"default_replica_count\": -1}]}"
            )
        #expect(take(try load(text), "1", &keeper))
        #expect(writers(keeper) == ["a"])
        #expect(keeper.accepted?.spec.faultyWriters.compactMap(\.name) == ["b"])
    }
}
