import HTTPTransport

/// Asks the service for one resource at a time; many readers' requests share one client, which bounds them.
struct PubSubReader: Sendable {
    /// A request that may get another answer soon is sent this many times.
    private static let attempts = 3

    let client: HTTPClient
    let url: String
    let access: GoogleAccess?
    let renewal: GoogleRenewal
    /// That of names which have none.
    let project: String?
    let observer: BusObserver
    let deadline: ContinuousClock.Instant

    /// Reads one resource.
    func read(_ resource: PubSubResource) async -> EndpointReading {
        let collection: PubSubName.Collection
        var expectedTopic: PubSubName?
        switch resource.kind {
        case .topic: collection = .topics
        case .subscription(let topic):
            collection = .subscriptions
            // A short topic name is in the default project, also where the subscription is in another one.
            let topicProject = resource.defaultProject ?? project ?? resource.project
            expectedTopic = topic.flatMap { PubSubName($0, in: .topics, project: topicProject) }
        }
        guard let name = resource.name(in: project) else {
            return EndpointReading(
                .projectUnknown, "nobody says in which Google Cloud project '\(resource.id)' is",
                action: "set google_cloud_project in the spec, pass --google-project, or set GOOGLE_CLOUD_PROJECT",
                observer: observer)
        }
        let judge = PubSubJudge(name: name, expectedTopic: expectedTopic, observer: observer)
        guard name.isValid, name.collection == collection else { return judge.invalidName }
        return judge.reading(of: await ask(for: name))
    }

    /// `GET /v1/projects/P/topics/T` or `GET /v1/projects/P/subscriptions/S`.
    private func ask(for name: PubSubName) async -> PubSubAnswer {
        var answer = await send(name)
        var pause = Duration.milliseconds(200)
        for _ in 1..<Self.attempts {
            // Jitter, so that many readers refused at once do not come back at once.
            let wait = pause * Double.random(in: 0.5...1)
            guard answer.mayPass, .now + wait < deadline, (try? await Task.sleep(for: wait)) != nil else { break }
            answer = await send(name)
            pause *= 2
        }
        return answer
    }

    private func send(_ name: PubSubName) async -> PubSubAnswer {
        let answer = await send(name, as: access)
        // The token may have been revoked, or its end have been told wrongly.
        guard answer.isUnauthenticated, let fresh = await renewal.access() else { return answer }
        return await send(name, as: fresh)
    }

    private func send(_ name: PubSubName, as access: GoogleAccess?) async -> PubSubAnswer {
        var headers = access?.headers ?? [:]
        headers.add("Accept", "application/json")
        let request = HTTPRequest(.get, "\(url)/v1/\(name.path)", headers: headers, timeout: deadline - .now)
        do {
            return PubSubAnswer(try await client.collect(request, limit: 1 << 20))
        } catch let error as HTTPTransportError {
            return .failed(error)
        } catch {
            return .failed(HTTPTransportError(.unknown, "unexpected failure"))
        }
    }
}
