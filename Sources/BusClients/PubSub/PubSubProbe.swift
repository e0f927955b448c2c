import HTTPTransport

/// Looks at topics and subscriptions of Google Cloud Pub/Sub, many at once, without changing anything there. Its
/// connections stay open from look to look.
public struct PubSubProbe: Sendable {
    private let environment: [String: String]
    private let host: String
    private let url: String
    private let usesEmulator: Bool
    private let client: Result<HTTPClient, HTTPTransportError>
    /// `nil` with the emulator, which asks for no token.
    private let metadataServer: GoogleMetadataServer?

    /// Makes a probe; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - environment: The process's environment: `PUBSUB_EMULATOR_HOST` (plain HTTP, no token),
    ///     `GOOGLE_OAUTH_ACCESS_TOKEN`, `GCE_METADATA_HOST`; and the project of names that have none:
    ///     `GOOGLE_CLOUD_PROJECT`, `GCLOUD_PROJECT`, `CLOUDSDK_CORE_PROJECT`, else the metadata server's.
    ///   - host: The pod or host that looks, for the readings' observer.
    ///   - serviceURL: Where the service is, without a slash at the end.
    public init(
        environment: [String: String], host: String, serviceURL: String = "https://pubsub.googleapis.com"
    ) {
        self.environment = environment
        self.host = host
        let emulator = Self.emulatorURL(environment)
        usesEmulator = emulator != nil
        url = emulator ?? serviceURL
        client = Result { () throws(HTTPTransportError) in
            try HTTPClient(HTTPClientConfiguration(proxy: emulator == nil ? .environment : .none))
        }
        metadataServer = emulator == nil ? try? GoogleMetadataServer(environment: environment) : nil
    }

    /// The emulator's address, where there is one.
    private static func emulatorURL(_ environment: [String: String]) -> String? {
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
        let identity = await GoogleIdentity.find(
            needsProject: resources.contains(where: \.needsEnvironmentProject), needsToken: !usesEmulator,
            environment: environment, server: metadataServer, deadline: deadline)
        let observer = BusObserver(principal: identity.principal, host: host, cluster: url)
        func all(_ reading: EndpointReading) -> [PubSubResource: EndpointReading] {
            Dictionary(uniqueKeysWithValues: resources.map { ($0, reading) })
        }
        if !usesEmulator, identity.token == nil {
            let reading = EndpointReading(
                .credentialsMissing,
                "no Google credentials: GOOGLE_OAUTH_ACCESS_TOKEN is not set and no metadata "
                    + "server gave a token",
                action: "run in the cluster, or set GOOGLE_OAUTH_ACCESS_TOKEN (gcloud auth print-access-token)",
                observer: observer)
            return (all(reading), observer)
        }
        let client: HTTPClient
        switch self.client {
        case .success(let ready): client = ready
        case .failure(let error):
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
