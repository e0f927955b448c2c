import BusClients
import HTTPTransport
import KubeClient
import Logging
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("writing the status of an instance")
struct StatusWriterTests {
    /// The lines about writes that were refused.
    ///
    /// - Parameter answers: To the reads and writes of the ConfigMap, in their order.
    private func warnings(writes: Int, _ answers: Int...) async throws -> [String] {
        let server = try StubHTTPServer(
            responses: answers.map { StubResponse($0, json: #"{"kind":"ConfigMap","metadata":{"name":"s"}}"#) })
        let log = LogLines()
        var writer = StatusWriter(
            client: KubeClient(KubeConfiguration(server: server.url, proxy: .none), retryPolicy: .never), fence: .open,
            settings: InstanceSettings(
                request: SpecRequest(path: "spec.json"), rendering: RenderSettings(), bus: BusSettings(check: .skip),
                planning: PlanSettings(busCheck: .skip)), runID: "run",
            logger: log.logger)
        for _ in 1...writes {
            // Another process may have written: each is about something new.
            let status = InstanceStatus(
                keeper: SpecKeeper(), report: nil, live: LiveObjects(), bus: nil,
                isObserving: false)
            _ = await writer.write(status, namespace: "n", generation: nil)
            writer.forget()
        }
        return log.lines(containing: "the status is not written")
    }

    @Test("that it is refused is logged once")
    func refused() async throws {
        #expect(try await warnings(writes: 3, 403, 403, 403).count == 1)
    }

    @Test("another failure is logged too, and the same one after a write that was made")
    func another() async throws {
        #expect(try await warnings(writes: 3, 403, 500, 403).count == 3)
        #expect(try await warnings(writes: 3, 403, 404, 201, 403).count == 2)
    }
}
