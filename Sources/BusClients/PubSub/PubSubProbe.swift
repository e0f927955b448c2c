import HTTPTransport

/// Looks at topics and subscriptions of Google Cloud Pub/Sub, many at once, without changing anything there.
public struct PubSubProbe: Sendable {
    private let project: String?
    private let environment: [String: String]
    private let host: String
    private let serviceURL: String

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - project: The project of names without one; `nil`: from `GOOGLE_CLOUD_PROJECT`, `GCLOUD_PROJECT`,
    ///     `CLOUDSDK_CORE_PROJECT` or the metadata server.
    ///   - environment: The process's environment: `PUBSUB_EMULATOR_HOST` (plain HTTP, no token),
    ///     `GOOGLE_OAUTH_ACCESS_TOKEN`, `GCE_METADATA_HOST`.
    ///   - host: The pod or host that looks, for the readings' observer.
    ///   - serviceURL: Where the service is, without a slash at the end.
    public init(
        project: String?, environment: [String: String], host: String,
        serviceURL: String = "https://pubsub.googleapis.com"
    ) {
        self.project = project
        self.environment = environment
        self.host = host
        self.serviceURL = serviceURL
    }

    /// The emulator's address, where there is one.
    private var emulatorURL: String? {
        guard let emulator = environment["PUBSUB_EMULATOR_HOST"], !emulator.isEmpty else { return nil }
        return emulator.hasPrefix("http://") ? emulator : "http://\(emulator)"
    }

    /// Reads each resource once.
    ///
    /// - Returns: A reading for each of them within `timeout` and a moment, and who read; what cannot be seen is unknown.
    public func read(
        _ resources: Set<PubSubResource>, timeout: Duration
    ) async -> (readings: [PubSubResource: EndpointReading], observer: BusObserver) {
        let deadline = ContinuousClock.now + timeout
        let url = emulatorURL ?? serviceURL
        let identity = await GoogleIdentity.find(
            project: project, needsProject: resources.contains(where: \.needsDefaultProject),
            needsToken: emulatorURL == nil,
            environment: environment, deadline: deadline)
        let observer = BusObserver(principal: identity.principal, host: host, cluster: url)
        func all(_ reading: EndpointReading) -> [PubSubResource: EndpointReading] {
            Dictionary(uniqueKeysWithValues: resources.map { ($0, reading) })
        }
        if emulatorURL == nil, identity.token == nil {
            let reading = EndpointReading(
                .credentialsMissing,
                "no Google credentials: GOOGLE_OAUTH_ACCESS_TOKEN is not set and no metadata "
                    + "server gave a token",
                action: "run in the cluster, or set GOOGLE_OAUTH_ACCESS_TOKEN (gcloud auth print-access-token)",
                observer: observer)
            return (all(reading), observer)
        }
        let client: HTTPClient
        do {
            client = try HTTPClient(HTTPClientConfiguration(proxy: emulatorURL == nil ? .environment : .none))
        } catch {
            let reading = EndpointReading(
                .configurationInvalid, "the HTTP client cannot be set up: \(error.detail)", observer: observer)
            return (all(reading), observer)
        }
        let reader = PubSubReader(
            client: client, url: url, identity: identity, observer: observer, deadline: deadline)
        let readings = await withTaskGroup(of: (PubSubResource, EndpointReading).self) { group in
            for resource in resources { group.addTask { (resource, await reader.read(resource)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return (readings, observer)
    }
}
