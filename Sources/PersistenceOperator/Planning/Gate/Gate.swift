import BusClients
import WriterSpecs

/// What stops a new revision of a writer.
///
/// `notReady` holds a new revision. `unknown` holds only a new writer or new endpoints. Putting back what was last applied
/// is never gated, so an outage of the bus stops no repair and no rollback.
enum Gate {
    /// What was last applied for a writer.
    struct Memory: Hashable {
        /// The content hash; `nil`: not known or never applied.
        var revision: String?
        /// The endpoints by `WriterEndpoint.id`; `nil`: not known.
        var endpoints: Set<String>?
        /// Whether the writer has ever been applied.
        var isKnown: Bool
    }

    /// The gate's answer.
    enum Verdict: Hashable {
        /// Go on.
        case open
        /// Go on, and say why that was not certain.
        case warn(PlanNotice)
        /// Stop.
        case hold(Hold)
    }

    /// Judges one writer's revision.
    static func judge(
        writer: ResolvedWriter, revision: String, memory: Memory, bus: BusReadiness, mode: BusSettings.Check,
        prerequisites: [PrerequisiteReading]
    ) -> Verdict {
        if memory.revision == revision { return .open }
        if let missing = prerequisites.first(where: { $0.state == .notReady }) { return .hold(missing.hold) }
        let isNewRevisionOfKnown = memory.isKnown
        if let unknown = prerequisites.first(where: { $0.state == .unknown }), !isNewRevisionOfKnown {
            return .hold(unknown.hold)
        }
        return judgeBus(writer: writer, memory: memory, bus: bus, mode: mode)
    }

    private static func judgeBus(
        writer: ResolvedWriter, memory: Memory, bus: BusReadiness, mode: BusSettings.Check
    ) -> Verdict {
        guard mode != .skip else { return .open }
        let readings = writer.endpoints.map { ($0, bus[$0.resource]) }
        if let hold = blocker(of: writer, readings, bus) {
            return mode == .report ? .warn(notice(writer, hold, reported)) : .hold(hold)
        }
        let unknown = readings.filter { $0.1.readiness == .unknown }
        guard let first = unknown.first else { return .open }
        let isInUse = { (endpoint: WriterEndpoint) in memory.endpoints?.contains(endpoint.id) ?? false }
        guard let (endpoint, reading) = unknown.first(where: { !isInUse($0.0) }) else {
            let hold = hold(.mayPass, first.0, first.1)
            return .warn(notice(writer, hold, "the revision goes through, its endpoints are in use already"))
        }
        let hold = hold(.mayPass, endpoint, reading)
        return mode == .report ? .warn(notice(writer, hold, reported)) : .hold(hold)
    }

    /// What cannot be used, or what a finding forbids.
    private static func blocker(
        of writer: ResolvedWriter, _ readings: [(WriterEndpoint, EndpointReading)], _ bus: BusReadiness
    ) -> Hold? {
        if let (endpoint, reading) = readings.first(where: { bus.blocks($0.1) }) {
            return hold(.needsPerson, endpoint, reading)
        }
        let finding = bus.findings.first { $0.severity == .blocks && $0.concerns(writer.name) }
        return finding.map {
            Hold(
                .needsPerson, reason: $0.reason.rawValue,
                message: "\($0.place): \($0.message) (seen: \($0.seen); wanted: \($0.wanted))", action: $0.action)
        }
    }

    private static let reported = "with --bus-check require, the default of reconcile, this holds the writer"

    private static func hold(_ kind: Hold.Kind, _ endpoint: WriterEndpoint, _ reading: EndpointReading) -> Hold {
        Hold(
            kind, reason: reading.reason.rawValue,
            message:
                "\(endpoint.role.rawValue) \(endpoint.resource.id): \(reading.message) (seen by \(reading.observer))",
            action: reading.action)
    }

    private static func notice(_ writer: ResolvedWriter, _ hold: Hold, _ consequence: String) -> PlanNotice {
        PlanNotice(
            code: hold.reason, writer: writer.name,
            message: "\(hold.message); \(consequence)" + (hold.action.isEmpty ? "" : "; \(hold.action)"))
    }
}
