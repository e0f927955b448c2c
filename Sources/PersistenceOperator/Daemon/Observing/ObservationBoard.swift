import Documents
import FoundationEssentials
import Synchronization

/// What a controller shows that may write nothing (`--mode observe`): status, findings and diff of each instance, as the commands
/// `status`, `validate` and `diff` print them. Kept packed until somebody asks.
final class ObservationBoard: Sendable {
    private struct Entry {
        var report: InstanceReport?
        var status: PackedBytes?
        var findings: PackedBytes?
        var diff: PackedBytes?
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Shows how an instance is; what has not changed keeps its times.
    ///
    /// - Parameter report: The instance, without status.
    func show(_ status: InstanceStatus, of report: InstanceReport, for name: String, runID: String, generation: Int64?)
    {
        let last = entries.withLock { $0[name]?.status }
        let next = StatusDocument.next(
            status, after: last.flatMap(Self.value), runID: runID, generation: generation, now: Date())
        guard let next else { return }
        entries.withLock {
            $0[name, default: Entry()].report = report
            $0[name, default: Entry()].status = PackedBytes(next.serialized())
        }
    }

    /// Shows what is said of an instance's spec.
    func show(findings: String, for name: String) {
        entries.withLock { $0[name, default: Entry()].findings = PackedBytes(Array(findings.utf8)) }
    }

    /// Shows what would be done.
    func show(_ plan: Plan, source: String, for name: String) {
        let text = PlanText(specName: source, isColoured: false).text(plan)
        entries.withLock { $0[name, default: Entry()].diff = PackedBytes(Array(text.utf8)) }
    }

    /// The instance is gone.
    func forget(_ name: String) { entries.withLock { $0[name] = nil } }

    /// The text or document at a path; `nil`: none is there.
    func content(of path: String) -> (text: String, isJSON: Bool)? {
        switch path {
        case "/status": (report.text(.wide), false)
        case "/status.json": (report.text(.json), true)
        case "/findings": (text(\.findings, empty: "nothing is found\n"), false)
        case "/diff": (text(\.diff, empty: "no plan was made yet\n"), false)
        default: nil
        }
    }

    private var report: StatusReport {
        let instances = entries.withLock { Array($0.values) }.compactMap { entry in
            var report = entry.report
            report?.status = entry.status.flatMap(Self.value)
            return report
        }
        return StatusReport(instances: instances, namespace: nil)
    }

    private func text(_ part: (Entry) -> PackedBytes?, empty: String) -> String {
        let parts = entries.withLock { $0.sorted { $0.key < $1.key }.compactMap { part($0.value)?.unpacked } }
        let text = parts.map { String(decoding: $0, as: UTF8.self) }.joined()
        return text.isEmpty ? empty : text
    }

    private static func value(_ packed: PackedBytes) -> JSONValue? {
        packed.unpacked.flatMap { try? JSONValue(parsing: $0) }
    }
}
