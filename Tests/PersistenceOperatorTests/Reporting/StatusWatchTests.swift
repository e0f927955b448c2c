import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("operator status --watch")
struct StatusWatchTests {
    private struct End: Error {}

    private func report(_ summary: String) -> StatusReport {
        let status: JSONValue = ["data": ["status.json": .string(#"{"summary": "\#(summary)"}"#)]]
        return StatusReport(
            instances: [InstanceReport(namespace: "bus", instance: "online", inventory: nil, status: status)],
            namespace: "bus")
    }

    private func failure(_ message: String) -> ClusterError { ClusterError(exitStatus: .unavailable, message: message) }

    /// What is said of looks, one after the other, `nil`: nothing.
    private func sayings(_ looks: [Result<StatusReport, ClusterError>]) async throws -> [StatusWatch.Saying?] {
        var said: [StatusWatch.Saying?] = []
        var rest = looks[...]
        var watch = StatusWatch(.text)
        let clock = ImmediateClock()
        do {
            try await watch.run(clock: clock) {
                guard let next = rest.popFirst() else { throw End() }
                said.append(nil)
                return try next.get()
            } say: {
                said[said.count - 1] = $0
            }
        } catch is End {}
        #expect(clock.sleeps == looks.map { _ in .seconds(2) })
        return said
    }

    @Test("says a report when it changes, and nothing else while it does not")
    func changes() async throws {
        let said = try await sayings(["1/2", "1/2", "2/2"].map { .success(report($0)) })
        #expect(said == [.report(report("1/2").text(.text)), nil, .report("\n" + report("2/2").text(.text))])
    }

    @Test("says once why it sees nothing, and goes on; what it sees again is said again")
    func failures() async throws {
        let said = try await sayings([
            .success(report("2/2")), .failure(failure("away")), .failure(failure("away")),
            .failure(failure("forbidden")),
            .success(report("2/2")), .success(report("2/2")), .failure(failure("away")),
        ])
        func problem(_ message: String) -> StatusWatch.Saying {
            .problem("error: \(message) (it is tried again until this command is interrupted)\n")
        }
        #expect(
            said == [
                .report(report("2/2").text(.text)), problem("away"), nil, problem("forbidden"),
                .report("\n" + report("2/2").text(.text)), nil, problem("away"),
            ])
    }

    @Test("ends where the first look fails")
    func firstLook() async {
        await #expect(throws: failure("away")) { try await sayings([.failure(failure("away"))]) }
    }
}
