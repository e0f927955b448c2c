import BusClients
import FoundationEssentials
import KubeClient
import WriterSpecs

extension BusReadiness {
    /// Looks at every topic and subscription that the spec's writers use, once, without changing anything.
    ///
    /// Never throws: what cannot be seen is `unknown` with its reason. Ends within `settings.timeout` and a moment.
    /// - Parameters:
    ///   - environment: The process's own unless told: credentials, the Google Cloud project, `POD_NAME`.
    ///   - client: Where the spec's namespace is, which may hold its Kafka secret; `nil`: nowhere.
    public static func read(
        spec: ResolvedSpec, settings: BusSettings,
        environment: [String: String] = ProcessInfo.processInfo.environment, client: KubeClient? = nil
    ) async -> BusReadiness {
        guard settings.check != .skip else { return .skipped }
        let host = BusObserver.host(environment)
        let deadline = ContinuousClock.now + settings.timeout
        let access = KafkaAccess(
            settings: settings, environment: environment, host: host,
            secrets: CloudSecrets(environment: environment, kubernetes: ClusterSecrets.reader(client)),
            tokens: MSKTokens(environment: environment))
        let query = await BusQuery(spec, access: access, deadline: deadline)
        switch query.cluster {
        case .failure(let refusal): return query.readiness(refusal)
        case .success(let cluster):
            let probe = BusProbe(
                cluster, environment: environment, tokens: access.tokens, host: host, staysConnected: false)
            return query.readiness(await probe.read(query.targets, timeout: max(.milliseconds(1), deadline - .now)))
        }
    }
}

extension BusReadiness {
    /// The same, of a spec that needs a cluster only where its Kafka secret is in one.
    ///
    /// - Parameter connect: Names the cluster; `nil`: there is none.
    /// - Throws: What `connect` throws.
    public static func read(
        spec: ResolvedSpec, settings: BusSettings, connect: () throws -> ClusterConnection?
    ) async throws -> BusReadiness {
        let client = spec.namesKubernetesSecret ? try connect()?.client : nil
        return await read(spec: spec, settings: settings, client: client)
    }
}

extension BusObserver {
    /// Where this process looks from: `POD_NAME`, else the host's name.
    static func host(_ environment: [String: String]) -> String {
        environment["POD_NAME"].flatMap { $0.isEmpty ? nil : $0 } ?? ProcessInfo.processInfo.hostName
    }
}
