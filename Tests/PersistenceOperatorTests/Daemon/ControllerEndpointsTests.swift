import HTTPServing
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("the probes of a controller that hangs")
struct ControllerEndpointsTests {
    /// Answers of a controller that says what the test lets it say, one at a time, and hangs meanwhile.
    private struct Probes {
        let clock: ImmediateClock
        let answers: AsyncStream<[String]>.Continuation
        let server: HTTPServer

        /// What a path is answered.
        func get(_ path: String) async throws -> String {
            let result = try await ChildProcess.run(
                "curl",
                ["-sS", "--max-time", "20", "-w", "%{http_code}", "http://127.0.0.1:\(server.port)/\(path)"])
            return result.output
        }
    }

    private func withProbes(_ body: (Probes) async throws -> Void) async throws {
        let clock = ImmediateClock()
        let client = KubeClient(KubeConfiguration(server: "http://127.0.0.1:1", proxy: .none))
        let endpoints = ControllerEndpoints(
            metrics: DaemonMetrics(), client: client, elector: nil, outbox: nil, board: nil, clock: clock)
        let (stream, answers) = AsyncStream.makeStream(of: [String].self)
        let keeping = Task {
            var iterator = stream.makeAsyncIterator()
            await endpoints.keep { await iterator.next() ?? [] }
        }
        let server = try HTTPServer(listeningAt: #require(ListenAddress("127.0.0.1:0"))) { endpoints.answer($0) }
        defer {
            // Ends the question that is open, and with it the task.
            keeping.cancel()
            answers.finish()
            server.stop()
            client.shutdown()
        }
        try await body(Probes(clock: clock, answers: answers, server: server))
    }

    @Test("its readiness is what it last said")
    func says() async throws {
        try await withProbes { probes in
            #expect(try await probes.get("readyz") == "the controller has not begun yet\n503")
            #expect(try await probes.get("healthz") == "ok\n200")
            probes.answers.yield([])
            try await eventually("it is ready") { try await probes.get("readyz") == "ok\n200" }
            probes.answers.yield(["online: the watch caches are not filled yet"])
            try await eventually("it is not any more") {
                try await probes.get("readyz") == "online: the watch caches are not filled yet\n503"
            }
            #expect(try await probes.get("healthz") == "ok\n200")
        }
    }

    @Test(
        "fault 16: both fail once it has said nothing for 30 s, and are given again when it does",
        arguments: [true, false])
    func hangs(hasBegun: Bool) async throws {
        try await withProbes { probes in
            if hasBegun {
                probes.answers.yield([])
                try await eventually("it is ready") { try await probes.get("readyz") == "ok\n200" }
            }
            try await eventually("it is asked again") { probes.clock.sleeps.count == (hasBegun ? 1 : 0) }
            // The sleep between two questions has passed.
            probes.clock.advance(by: ControllerEndpoints.patience - (hasBegun ? .seconds(1) : .zero))
            #expect(try await probes.get("healthz") == "ok\n200")
            probes.clock.advance(by: .seconds(1))
            for path in ["healthz", "readyz"] {
                #expect(try await probes.get(path) == "the controller does not answer\n503")
            }
            probes.answers.yield([])
            for path in ["healthz", "readyz"] {
                try await eventually("\(path) again") { try await probes.get(path) == "ok\n200" }
            }
        }
    }
}
