import BusClients
import Documents
import WriterSpecs

/// What is to be said of an instance: a pure function of the last pass, the caches and the bus.
public struct InstanceStatus: Hashable, Sendable {
    /// The content hash of the spec in force; empty: there is none.
    public var revision: String
    /// The conditions, one of each kind.
    public var conditions: [InstanceCondition]
    /// The writers in the spec's order, then those that are still there without it.
    public var writers: [WriterStatus]
    /// What is to be said of the bus; `nil`: nobody looked.
    public var bus: BusStatus?

    /// Writers in a phase.
    public func count(_ phase: WriterStatus.Phase) -> Int { writers.count { $0.phase == phase } }

    /// Judges.
    ///
    /// - Parameters:
    ///   - report: The last pass; one over another spec than that in force says nothing of it. `nil`: there was none yet.
    ///   - live: The objects as the caches have them.
    ///   - troubles: Why writers' pods do not become available, where somebody looked.
    ///   - changes: The last writes of this process, by writer.
    init(
        keeper: SpecKeeper, report: PassReport?, live: LiveObjects, troubles: [String: PodTrouble] = [:],
        bus: BusReadiness?, changes: [String: WriterChange] = [:], isObserving: Bool
    ) {
        let spec = keeper.accepted?.spec
        revision = keeper.accepted?.revision ?? ""
        let report = report?.revision == revision ? report : nil
        let holds = Dictionary(grouping: report?.holds ?? [], by: { $0.writer ?? "" })
        writers = (spec?.writers ?? []).map { writer in
            var status = WriterStatus(
                writer, namespace: spec?.namespace ?? "", hold: holds[writer.name]?.first?.hold,
                trouble: troubles[writer.name], live)
            status.endpoints = writer.endpoints.map { endpoint in
                WriterStatus.Endpoint(id: endpoint.id, reason: bus?[endpoint.resource].reason ?? .notChecked)
            }
            status.lastChange = changes[writer.name]
            return status
        }
        let atFault = spec?.faultyWriters ?? []
        writers += atFault.map { WriterStatus($0) }
        self.bus = bus.map { BusStatus(readiness: $0) }
        let valid = Self.specValid(keeper, atFault: atFault.count)
        let progressing = Self.progressing(writers, report)
        let stalled = Self.stalled(report)
        conditions = [
            Self.ready(writers, report, valid: valid, stalled: stalled, isObserving: isObserving), valid,
            Self.busReady(bus), Self.busHealthy(bus), progressing, stalled,
        ]
    }

    // MARK: Conditions

    private static func specValid(_ keeper: SpecKeeper, atFault: Int) -> InstanceCondition {
        if let problem = keeper.problem {
            let reason: InstanceCondition.Reason =
                switch problem.reason {
                case .unreadable: .unreadable
                case .invalid: .invalid
                case .notAllowed: .notAllowed
                }
            return InstanceCondition(.specValid, .no, reason, problem.message)
        }
        guard keeper.accepted != nil else {
            return InstanceCondition(.specValid, .unknown, .notReconciled, "no spec was read yet")
        }
        guard atFault == 0 else {
            return InstanceCondition(
                .specValid, .no, .writersAtFault, "\(atFault) writers have errors and are held; see 'operator validate'"
            )
        }
        return InstanceCondition(.specValid, .yes, .succeeded, "the spec in force is the source's")
    }

    private static func busReady(_ bus: BusReadiness?) -> InstanceCondition {
        guard let bus else {
            return InstanceCondition(.busReady, .unknown, .notReconciled, "nobody looked yet")
        }
        guard !bus.isSkipped else {
            return InstanceCondition(.busReady, .unknown, .notChecked, "the bus is not checked")
        }
        func named(_ readiness: EndpointReading.Readiness) -> [String] {
            bus.readings.filter { $0.value.readiness == readiness }.map { "\($0.key.id) (\($0.value.reason.rawValue))" }
                .sorted()
        }
        let broken = named(.notReady)
        guard broken.isEmpty else {
            return InstanceCondition(.busReady, .no, .endpointsNotReady, "not ready: \(WriterStatus.list(broken))")
        }
        let unknown = named(.unknown)
        guard unknown.isEmpty else {
            return InstanceCondition(.busReady, .unknown, .endpointsUnknown, "unknown: \(WriterStatus.list(unknown))")
        }
        return InstanceCondition(.busReady, .yes, .succeeded, "\(bus.readings.count) endpoints are ready")
    }

    /// What only informs leaves the bus healthy.
    private static func busHealthy(_ bus: BusReadiness?) -> InstanceCondition {
        guard let bus else {
            return InstanceCondition(.busHealthy, .unknown, .notReconciled, "nobody looked yet")
        }
        guard !bus.isSkipped else {
            return InstanceCondition(.busHealthy, .unknown, .notChecked, "the bus is not checked")
        }
        let found = bus.findings.filter { $0.severity == .blocks || $0.severity == .warns }
        guard found.isEmpty else {
            let names = Set(found.map { "\($0.place) (\($0.reason.rawValue))" }).sorted()
            return InstanceCondition(.busHealthy, .no, .findings, "see 'operator check': \(WriterStatus.list(names))")
        }
        guard !bus.readings.values.contains(where: { $0.readiness == .unknown }) else {
            return InstanceCondition(
                .busHealthy, .unknown, .endpointsUnknown, "the bus could not be seen, or not fully")
        }
        return InstanceCondition(.busHealthy, .yes, .succeeded, "nothing is wrong")
    }

    private static func progressing(_ writers: [WriterStatus], _ report: PassReport?) -> InstanceCondition {
        if let pause = report?.holds.first(where: { $0.writer == nil && $0.hold.reason == "Paused" }) {
            return InstanceCondition(.progressing, .no, .paused, pause.hold.message)
        }
        let rolling = writers.filter { $0.phase == .progressing }.map(\.name)
        guard rolling.isEmpty else {
            return InstanceCondition(.progressing, .yes, .rollingOut, "rolling out: \(WriterStatus.list(rolling))")
        }
        guard report != nil else {
            return InstanceCondition(.progressing, .yes, .notReconciled, "no pass was made yet")
        }
        return InstanceCondition(.progressing, .no, .idle, "nothing is being changed")
    }

    private static func stalled(_ report: PassReport?) -> InstanceCondition {
        let holds = (report?.holds ?? []).filter { $0.hold.kind == .needsPerson }
        guard let first = holds.first else { return InstanceCondition(.stalled, .no, .succeeded, "nobody is needed") }
        let more = holds.count > 1 ? " (and \(holds.count - 1) more)" : ""
        let reason: InstanceCondition.Reason = first.hold.reason == "SourceConflict" ? .sourceConflict : .held
        return InstanceCondition(.stalled, .yes, reason, "\(first.hold.message); \(first.hold.action)\(more)")
    }

    private static func ready(
        _ writers: [WriterStatus], _ report: PassReport?, valid: InstanceCondition, stalled: InstanceCondition,
        isObserving: Bool
    ) -> InstanceCondition {
        guard stalled.status == .no else { return InstanceCondition(.ready, .no, .held, stalled.message) }
        // Also where there was never a good one: nothing is under way that somebody could wait for.
        guard valid.status != .no else { return InstanceCondition(.ready, .no, .invalid, "the spec: \(valid.message)") }
        guard let report else { return InstanceCondition(.ready, .unknown, .notReconciled, "no pass was made yet") }
        if isObserving, report.hasUnmadeChanges {
            return InstanceCondition(.ready, .no, .observing, "there are changes, and the controller only looks")
        }
        let unready = writers.filter { $0.phase != .ready }
        guard unready.isEmpty, report.ending == .settled else {
            let isRolling = unready.contains { $0.phase == .progressing }
            return InstanceCondition(
                .ready, .no, isRolling ? .rollingOut : .waiting,
                "\(writers.count - unready.count) of \(writers.count) writers are ready; not: \(WriterStatus.list(unready.map(\.name)))"
            )
        }
        return InstanceCondition(.ready, .yes, .succeeded, "\(writers.count) writers are ready")
    }
}
