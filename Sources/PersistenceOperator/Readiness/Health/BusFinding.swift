import BusClients
import WriterSpecs

/// Something about the bus that is not as it should be, although it can be used.
public struct BusFinding: Hashable, Sendable {
    /// What it is, as a stable code.
    public var reason: ReadinessReason
    /// What it does.
    public var severity: FindingSeverity
    /// The topic or subscription; `nil`: the whole cluster.
    public var resource: WriterEndpoint.Resource?
    /// The names of the writers that it concerns, in the spec's order; empty: of all.
    public var writers: [String]
    /// What was found, in one sentence without a full stop.
    public var message: String
    /// The value that was seen.
    public var seen: String
    /// The value that is wanted.
    public var wanted: String
    /// What to do about it.
    public var action: String
    /// The field of the spec that asks for what cannot be; `nil`: the bus alone is at fault.
    public var provenance: Provenance?

    /// Where it is: `kafka:metrics-bus`, `the cluster`.
    public var place: String { resource?.id ?? "the cluster" }

    /// What makes it another finding; the values that were seen do not.
    struct Identity: Hashable, Sendable {
        let reason: ReadinessReason
        let severity: FindingSeverity
        let resource: WriterEndpoint.Resource?
        let writers: [String]
    }

    var identity: Identity { Identity(reason: reason, severity: severity, resource: resource, writers: writers) }

    /// Whether it concerns a writer.
    func concerns(_ writer: String) -> Bool { writers.isEmpty || writers.contains(writer) }
}

extension BusFinding: CustomStringConvertible {
    /// `RetentionTooShort: the topic 'x' keeps …; set …`.
    public var description: String { "\(reason.rawValue): \(message); \(action)" }
}
