import BusClients
import FoundationEssentials
import WriterSpecs

/// One look at the bus: what is known of every endpoint of a spec. A value; nothing is read again from it.
public struct BusReadiness: Hashable, Sendable {
    /// A reading for each topic and subscription that the spec's writers use; empty where the check was skipped.
    public var readings: [WriterEndpoint.Resource: EndpointReading]
    /// Writers with more replicas than their topic has partitions, in document order.
    public var partitionFindings: [PartitionFinding]
    /// Who looked; `nil` where nobody did.
    public var observer: BusObserver?
    /// When the look ended; `nil` where nobody looked. For display only.
    public var time: Date?

    /// Makes a look.
    public init(
        readings: [WriterEndpoint.Resource: EndpointReading], partitionFindings: [PartitionFinding] = [],
        observer: BusObserver?, time: Date?
    ) {
        self.readings = readings
        self.partitionFindings = partitionFindings
        self.observer = observer
        self.time = time
    }

    /// Nobody looked (`--bus-check skip`).
    public static let skipped = BusReadiness(readings: [:], observer: nil, time: nil)

    /// Somebody looks, and has not seen anything yet.
    static var pending: BusReadiness { BusReadiness(readings: [:], observer: nil, time: Date()) }

    /// Whether nobody looked.
    public var isSkipped: Bool { time == nil }

    /// What is known of a topic or subscription: unknown (`NotChecked`) where it was not read.
    public subscript(resource: WriterEndpoint.Resource) -> EndpointReading {
        readings[resource]
            ?? EndpointReading(
                .notChecked, "not checked",
                observer: observer ?? BusObserver(principal: "nobody", host: "nowhere", cluster: "none"))
    }
}
