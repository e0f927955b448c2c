import HTTPTransport

/// Looks at topics and subscriptions of Google Cloud Pub/Sub, many at once, without changing anything there. Its
/// connections stay open from look to look.
public struct PubSubProbe: Sendable {
    private let host: String
    let url: String
    let environment: Result<GoogleEnvironment, HTTPTransportError>
    /// `nil` with the emulator, which asks for no token.
    let provider: GoogleCredentialProvider?
    /// `nil`: nobody counts messages. The emulator does not.
    private let monitoring: CloudMonitoring?

    /// What one look found.
    public struct Look: Sendable {
        /// A reading for each topic and subscription.
        public var readings: [PubSubResource: EndpointReading]
        /// What each subscription holds that can be used; empty where nobody is asked about it.
        public var backlogs: [PubSubResource: PubSubBacklog] = [:]
        /// Who looked.
        public var observer: BusObserver
    }

    /// Makes a probe; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - environment: The process's environment: `PUBSUB_EMULATOR_HOST` (plain HTTP, no token), else Google's application default
    ///     credentials; the project of names that have none; the service's address (docs/decisions/google-credentials.md).
    ///   - host: The pod or host that looks, for the readings' observer.
    public init(environment: [String: String], host: String) {
        self.host = host
        let google = Result { () throws(HTTPTransportError) in try GoogleEnvironment(environment) }
        self.environment = google
        let emulator = Self.emulatorURL(environment)
        url = emulator ?? (try? google.get())?.endpoint(of: "pubsub") ?? ""
        let credentials = (try? google.get()).map { GoogleCredentialProvider(environment: $0) }
        provider = emulator == nil ? credentials : nil
        if let google = try? google.get(), let credentials,
            emulator == nil || google.variable("CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING") != nil
        {
            monitoring = CloudMonitoring(environment: google, provider: credentials)
        } else {
            monitoring = nil
        }
    }

    /// The emulator's address, where there is one.
    private static func emulatorURL(_ environment: [String: String]) -> String? {
        guard let emulator = environment["PUBSUB_EMULATOR_HOST"], !emulator.isEmpty else { return nil }
        return emulator.hasPrefix("http://") ? emulator : "http://\(emulator)"
    }

    /// Reads each resource once, and then the backlogs of the subscriptions that can be used.
    ///
    /// - Returns: A reading for each of them within `timeout` and a moment; what cannot be seen is unknown.
    public func read(_ resources: Set<PubSubResource>, timeout: Duration) async -> Look {
        let deadline = ContinuousClock.now + timeout
        var observer = BusObserver(principal: provider == nil ? "anonymous" : "nobody", host: host, cluster: url)
        func all(_ reason: ReadinessReason, _ message: String, _ action: String) -> Look {
            let reading = EndpointReading(reason, message, action: action, observer: observer)
            return Look(
                readings: Dictionary(uniqueKeysWithValues: resources.map { ($0, reading) }), observer: observer)
        }
        let environment: GoogleEnvironment
        switch self.environment {
        case .success(let ready): environment = ready
        case .failure(let error):
            let message = "the HTTP client cannot be set up: \(error.detail)"
            return all(.configurationInvalid, message, "")
        }
        guard provider == nil || GoogleAddress.isSafe(url) else {
            let message = "Pub/Sub's address is neither https nor one of this machine: no token was sent"
            return all(.configurationInvalid, message, "correct CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB")
        }
        let access: GoogleAccess?
        do throws(GoogleFailure) {
            access = try await provider?.access(deadline: deadline)
        } catch {
            return all(error.credentialReason, error.message, error.action)
        }
        if let access { observer.principal = access.principal }
        let needsProject = resources.contains(where: \.needsEnvironmentProject)
        let reader = PubSubReader(
            client: environment.client(for: url), url: url, access: access,
            renewal: GoogleRenewal(of: access, by: provider, deadline: deadline),
            project: needsProject
                ? await GoogleProject.find(in: environment, access: access, deadline: deadline) : nil,
            observer: observer, deadline: deadline)
        let readings = await withTaskGroup(of: (PubSubResource, EndpointReading).self) { group in
            for resource in resources { group.addTask { (resource, await reader.read(resource)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return Look(
            readings: readings, backlogs: await backlogs(of: readings, in: reader.project, deadline), observer: observer
        )
    }

    private func backlogs(
        of readings: [PubSubResource: EndpointReading], in project: String?, _ deadline: ContinuousClock.Instant
    ) async -> [PubSubResource: PubSubBacklog] {
        guard let monitoring else { return [:] }
        let names = readings.reduce(into: [PubSubResource: PubSubName]()) { names, read in
            if read.key.kind != .topic, read.value.readiness == .ready {
                names[read.key] = read.key.name(environmentProject: project)
            }
        }
        let backlogs = await monitoring.backlogs(of: Set(names.values), deadline: deadline)
        return names.compactMapValues { backlogs[$0] }
    }
}
