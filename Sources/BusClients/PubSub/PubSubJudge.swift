import Documents
import HTTPTransport

/// Turns what Pub/Sub said of a topic or subscription into a reading. Pure.
struct PubSubJudge: Sendable {
    /// What was asked for.
    let name: PubSubName
    /// The topic that a subscription must belong to.
    let expectedTopic: PubSubName?
    /// Who asked.
    let observer: BusObserver

    /// What a subscription's `topic` says once its topic is gone.
    private static let deletedTopic = "_deleted-topic_"

    /// The reading.
    func reading(of answer: PubSubAnswer) -> EndpointReading {
        switch answer {
        case .found(let resource): name.collection == .topics ? topic(resource) : subscription(resource)
        case .refused(let status, let message): refusal(status, message)
        case .unreadable: reading(.partialReply, "the answer for \(what) is not JSON", "check again")
        case .failed(let error): failure(error)
        }
    }

    /// The reading of a name that the service refuses.
    var invalidName: EndpointReading {
        reading(
            .invalidName, "'\(name.id.prefix(60))' in project '\(name.project.prefix(60))' is not a Pub/Sub name",
            "use a letter, then letters, digits, '-', '.', '_', '~', '+' or '%', 3 to 255 in all")
    }

    private var what: String {
        "the \(name.collection == .topics ? "topic" : "subscription") '\(name.id)' in project '\(name.project)'"
    }

    private func topic(_ resource: JSONValue) -> EndpointReading {
        resource["name"]?.string == nil
            ? reading(.partialReply, "the answer for \(what) lacks its name", "check again")
            : reading(.ready, "\(what) exists")
    }

    private func subscription(_ resource: JSONValue) -> EndpointReading {
        guard let topic = resource["topic"]?.string else {
            return reading(.partialReply, "the answer for \(what) lacks its topic", "check again")
        }
        if resource["detached"]?.bool == true {
            return reading(
                .subscriptionDetached, "\(what) was detached from its topic and receives nothing any more",
                "delete it and create it again (its unread messages are lost already)")
        }
        if topic == Self.deletedTopic {
            return reading(
                .topicDeleted, "the topic of \(what) was deleted: it receives nothing any more",
                "create the topic and the subscription again; a new topic of the same name does not revive it")
        }
        if let expectedTopic, topic != "\(expectedTopic)" {
            return reading(
                .subscriptionOfAnotherTopic, "\(what) belongs to \(topic), not to \(expectedTopic)",
                "correct the subscription or the topic in the spec")
        }
        let pushes = resource[path: "pushConfig", "pushEndpoint"]?.string.map { !$0.isEmpty } ?? false
        if pushes || resource["bigqueryConfig"] != nil || resource["cloudStorageConfig"] != nil {
            return reading(
                .subscriptionNotPull, "\(what) delivers by itself: a writer cannot pull from it",
                "use a pull subscription")
        }
        if resource["state"]?.string == "RESOURCE_ERROR" {
            return reading(
                .subscriptionFailed, "\(what) cannot receive messages: the resource that it delivers to fails",
                "see what it delivers to; a writer needs a subscription that it can pull from")
        }
        var ready = reading(.ready, "\(what) exists")
        ready.facts = .subscription(PubSubSubscriptionFacts(resource))
        return ready
    }

    private func refusal(_ status: Int, _ message: String) -> EndpointReading {
        let said = message.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(message)"
        switch status {
        case 401:
            return reading(
                .credentialsExpired, "Pub/Sub does not accept the token (\(said))",
                "get a new one: it has expired, was revoked, or is for another service")
        // The service does not say which of the two it is.
        case 403,
            404 where message.contains("project not found"):
            return status == 403 ? forbidden(said) : wrongProject(said)
        case 404:
            return name.collection == .topics
                ? reading(
                    .topicMissing, "\(what) does not exist",
                    "create it ('operator bootstrap' does), or correct its name or project")
                : reading(
                    .subscriptionMissing, "\(what) does not exist",
                    "create it ('operator bootstrap' does), or correct its name or project")
        case 400:
            return reading(.invalidName, "Pub/Sub refuses the name of \(what) (\(said))", "correct it in the spec")
        case 429:
            return reading(
                .rateLimited, "Pub/Sub takes no more requests for now (\(said))",
                "check again later; quotas of the project may be too small")
        case 500...:
            return reading(.serverError, "Pub/Sub failed (\(said))", "check again; see status.cloud.google.com")
        default: return reading(.serverError, "Pub/Sub answers for \(what): \(said)", "check again")
        }
    }

    private func forbidden(_ said: String) -> EndpointReading {
        let permission = name.collection == .topics ? "pubsub.topics.get" : "pubsub.subscriptions.get"
        return reading(
            .permissionDenied, "\(observer.principal) may not see \(what) (\(said))",
            "grant \(observer.principal) \(permission), for example with roles/pubsub.viewer")
    }

    private func wrongProject(_ said: String) -> EndpointReading {
        reading(
            .wrongProject,
            "the project '\(name.project)' does not exist, or \(observer.principal) may not see it (\(said))",
            "give the project's ID (not its display name) in google_cloud_project or --google-project")
    }

    private func failure(_ error: HTTPTransportError) -> EndpointReading {
        let said = "Pub/Sub cannot be asked: \(error.detail)"
        return switch error.code {
        case .dns: reading(.hostNotFound, said, "check name resolution on \(observer.host)")
        case .timeout: reading(.timedOut, said, "check the network between \(observer.host) and \(observer.cluster)")
        case .certificateNameMismatch: reading(.tlsNameMismatch, said, "check what answers at \(observer.cluster)")
        case .certificateUntrusted, .certificateExpired:
            reading(.tlsUntrusted, said, "check what answers at \(observer.cluster), and the system's authorities")
        case .tls, .tlsConfiguration: reading(.tlsFailed, said, "check what answers at \(observer.cluster)")
        case .cancelled, .shutDown: reading(.notChecked, "the check was interrupted", "check again")
        default:
            reading(
                .serviceUnreachable, said, "check the network between \(observer.host) and \(observer.cluster)")
        }
    }

    private func reading(_ reason: ReadinessReason, _ message: String, _ action: String = "") -> EndpointReading {
        EndpointReading(reason, message, action: action, observer: observer)
    }
}
