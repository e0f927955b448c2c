import BusClients
import WriterSpecs

/// What `operator check` found: each endpoint of each writer with its reading. Pure.
public struct CheckReport: Sendable {
    /// One writer.
    public struct Writer: Sendable {
        /// Its name.
        public var name: String
        /// Its type.
        public var type: String
        /// Whether the catalogue knows the type; of an unknown one nobody knows the endpoints.
        public var isKnownType: Bool
        /// Whether it reads and writes no bus, so that nothing was to be checked.
        public var isOffBus: Bool
        /// What it needs on the bus, in the catalogue's order, with what is known of it.
        public var endpoints: [(endpoint: WriterEndpoint, reading: EndpointReading)]
        /// With which consumer group it reads topics, and what is known of that, by topic.
        public var groups: [WriterEndpoint.Resource: (name: String, reading: KafkaGroupReading)]

        /// Why nobody could look for it; `nil`: all that it needs was looked for.
        public var uncheckedReason: String? {
            if !endpoints.isEmpty || isOffBus { return nil }
            return isKnownType
                ? "no field of the spec names what \(type) reads" : "type \(type) is not in the catalogue"
        }
    }

    /// The writers in document order, without those at fault.
    public var writers: [Writer]
    /// The names of writers at fault, which were not checked (`--keep-going`).
    public var faultyWriters: [String]
    /// The look itself.
    public var readiness: BusReadiness

    /// Puts a report together.
    public init(_ spec: ResolvedSpec, _ readiness: BusReadiness) {
        writers = spec.writers.map { writer in
            Writer(
                name: writer.name, type: writer.type.name, isKnownType: writer.isKnownType,
                isOffBus: writer.isKnownType && !writer.type.usesBus,
                endpoints: writer.endpoints.map { ($0, readiness[$0.resource]) },
                groups: writer.groupQueries.reduce(into: [:]) { groups, query in
                    if let reading = readiness.groups[query] {
                        groups[.kafkaTopic(query.topic)] = (query.group, reading)
                    }
                })
        }
        faultyWriters = spec.faultyWriters.map { $0.name ?? "writers[\($0.index)]" }
        self.readiness = readiness
    }

    /// How many topics and subscriptions read as that; each counts once, however many writers use it.
    public func count(of verdict: EndpointReading.Readiness) -> Int {
        readiness.readings.values.count { $0.readiness == verdict }
    }

    /// Held where something blocks or a writer is at fault, else try again where something is unknown, else success.
    public var exitStatus: ExitStatus {
        let blocks =
            readiness.readings.values.contains(where: readiness.blocks)
            || readiness.findings.contains { $0.severity == .blocks }
        if blocks || !faultyWriters.isEmpty { return .held }
        return count(of: .unknown) > 0 ? .tryAgain : .success
    }
}
