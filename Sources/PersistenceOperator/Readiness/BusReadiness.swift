import BusClients
import FoundationEssentials
import WriterSpecs

/// One look at the bus: what is known of every endpoint of a spec. A value; nothing is read again from it.
public struct BusReadiness: Hashable, Sendable {
    /// A reading for each topic and subscription that the spec's writers use; empty where the check was skipped.
    public var readings: [WriterEndpoint.Resource: EndpointReading]
    /// A reading for each consumer group that the spec or the catalogue names, where the topic can be seen.
    public var groups: [KafkaGroupQuery: KafkaGroupReading]
    /// What each Pub/Sub subscription holds that can be used; empty where nobody was asked about it.
    public var backlogs: [WriterEndpoint.Resource: PubSubBacklog]
    /// What is wrong with endpoints that can be used.
    public var findings: [BusFinding]
    /// What a finding does, and a reading that is not ready.
    public var health: HealthSettings
    /// Who looked; `nil` where nobody did.
    public var observer: BusObserver?
    /// When the look ended; `nil` where nobody looked. For display only.
    public var time: Date?

    /// Makes a look.
    public init(
        readings: [WriterEndpoint.Resource: EndpointReading], groups: [KafkaGroupQuery: KafkaGroupReading] = [:],
        backlogs: [WriterEndpoint.Resource: PubSubBacklog] = [:], findings: [BusFinding] = [],
        health: HealthSettings = HealthSettings(), observer: BusObserver?, time: Date?
    ) {
        self.readings = readings
        self.groups = groups
        self.backlogs = backlogs
        self.findings = findings
        self.health = health
        self.observer = observer
        self.time = time
    }

    /// Nobody looked (`--bus-check skip`).
    public static let skipped = BusReadiness(readings: [:], observer: nil, time: nil)

    /// Somebody looks, and has not seen anything yet.
    static var pending: BusReadiness { BusReadiness(readings: [:], observer: nil, time: Date()) }

    /// Whether nobody looked.
    public var isSkipped: Bool { time == nil }

    /// Whether a reading holds new revisions of the writers that use its endpoint.
    func blocks(_ reading: EndpointReading) -> Bool {
        reading.readiness == .notReady && health.severity(of: reading.reason) == .blocks
    }

    /// The findings that concern a writer's endpoint.
    func findings(on resource: WriterEndpoint.Resource, of writer: String) -> [BusFinding] {
        findings.filter { $0.resource == resource && $0.concerns(writer) }
    }

    /// Whether nothing that is decided by it differs: lag and backlog do, all the time.
    func isSame(as other: BusReadiness) -> Bool {
        readings == other.readings && findings.map(\.identity) == other.findings.map(\.identity)
    }

    /// What is known of a topic or subscription: unknown (`NotChecked`) where it was not read.
    public subscript(resource: WriterEndpoint.Resource) -> EndpointReading {
        readings[resource]
            ?? EndpointReading(
                .notChecked, "not checked",
                observer: observer ?? BusObserver(principal: "nobody", host: "nowhere", cluster: "none"))
    }
}
