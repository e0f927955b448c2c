import HTTPTransport

/// Asks the service for one resource at a time.
struct PubSubReader: Sendable {
    let client: HTTPClient
    let url: String
    let access: GoogleAccess?
    let renewal: GoogleRenewal
    /// That of names which have none.
    let project: String?
    let observer: BusObserver
    let deadline: ContinuousClock.Instant

    private var caller: PubSubCaller {
        PubSubCaller(client: client, url: url, access: access, renewal: renewal, deadline: deadline)
    }

    /// Reads one resource.
    func read(_ resource: PubSubResource) async -> EndpointReading {
        guard let name = resource.name(environmentProject: project) else {
            return EndpointReading(
                .projectUnknown, "nobody says in which Google Cloud project '\(resource.id)' is",
                action: "set google_cloud_project in the spec, pass --google-project, or set GOOGLE_CLOUD_PROJECT",
                observer: observer)
        }
        let judge = PubSubJudge(
            name: name, expectedTopic: resource.expectedTopic(environmentProject: project), observer: observer)
        guard name.isValid, name.collection == resource.collection else { return judge.invalidName }
        return judge.reading(of: await caller.ask(.get, name))
    }
}
