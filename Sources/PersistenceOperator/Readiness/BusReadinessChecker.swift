import BusClients
import FoundationEssentials
import WriterSpecs

extension BusReadiness {
    /// Looks at every topic and subscription that the spec's writers use, once, without changing anything.
    ///
    /// Never throws: what cannot be seen is `unknown` with its reason. Ends within `settings.timeout` and a moment.
    /// - Parameter environment: The process's own unless told: credentials, the Google Cloud project, `POD_NAME`.
    public static func read(
        spec: ResolvedSpec, settings: BusSettings,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async -> BusReadiness {
        guard settings.check != .skip else { return .skipped }
        let host = environment["POD_NAME"].flatMap { $0.isEmpty ? nil : $0 } ?? ProcessInfo.processInfo.hostName
        let resources = Set(spec.writers.flatMap { $0.endpoints.map(\.resource) })
        var readings: [WriterEndpoint.Resource: EndpointReading]
        let observer: BusObserver
        switch spec.backend {
        case .kafka:
            let topics = resources.compactMap { if case .kafkaTopic(let name) = $0 { name } else { nil } }
            let kafka = KafkaReadiness(settings: settings, environment: environment, host: host)
            let answer = await kafka.read(topics: Set(topics), of: spec)
            readings = Dictionary(
                uniqueKeysWithValues: answer.readings.map { (.kafkaTopic($0.key), $0.value) })
            observer = answer.observer
        case .pubSub:
            let pubSub = PubSubReadiness(settings: settings, environment: environment, host: host)
            (readings, observer) = await pubSub.read(resources, of: spec)
        }
        return BusReadiness(
            readings: readings, partitionFindings: PartitionFinding.all(in: spec, readings: readings),
            observer: observer, time: Date())
    }
}
