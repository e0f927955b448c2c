import HTTPTransport
import KubeClient
import Logging
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("writing the events of an instance")
struct EventWriterTests {
    private let event = InstanceEvent(reason: .held, note: "held (TopicMissing) a")

    private func writer(_ server: StubHTTPServer) -> EventWriter {
        EventWriter(
            client: KubeClient(KubeConfiguration(server: server.url, proxy: .none)), fence: .open,
            settings: InstanceSettings(
                request: SpecRequest(path: "spec.json"), rendering: RenderSettings(), bus: BusSettings(check: .skip),
                planning: PlanSettings(busCheck: .skip)), runID: "run", metrics: DaemonMetrics(),
            logger: Logger(label: "test"))
    }

    private func methods(_ answers: Int...) async throws -> [String] {
        let server = try StubHTTPServer(
            responses: answers.map { StubResponse($0, json: #"{"kind":"Event","metadata":{"name":"e"}}"#) })
        var writer = writer(server)
        for _ in 1...2 { await writer.write([event], namespace: "n") }
        return server.requests.map(\.method)
    }

    @Test("one that comes again is counted in the first")
    func counted() async throws {
        #expect(try await methods(201, 200) == ["POST", "PATCH"])
    }

    @Test("one that could not be written is a new one when it comes again")
    func refused() async throws {
        #expect(try await methods(403, 201) == ["POST", "POST"])
    }

    @Test("one that somebody deleted is written anew at once")
    func deleted() async throws {
        #expect(try await methods(201, 404, 201) == ["POST", "PATCH", "POST"])
    }
}
