import Documents
import HTTPTransport

/// Makes topics and subscriptions of Pub/Sub: the counterpart of `PubSubProbe`, which never makes any, over its connections.
public struct PubSubMaker: Sendable {
    private let reach: PubSubProbe

    /// Makes a maker; nothing is sent yet.
    public init(over probe: PubSubProbe) { reach = probe }

    /// Makes a topic with the service's defaults.
    ///
    /// `PUT /v1/projects/P/topics/T`
    public func createTopic(_ resource: PubSubResource, timeout: Duration) async -> MakingOutcome {
        await make(resource, timeout) { _, _ in [:] }
    }

    /// Makes a subscription of the topic that the resource names.
    ///
    /// `PUT /v1/projects/P/subscriptions/S`
    public func createSubscription(
        _ resource: PubSubResource, _ new: NewPubSubSubscription, timeout: Duration
    ) async -> MakingOutcome {
        await make(resource, timeout) { name, project in
            guard let topic = resource.expectedTopic(environmentProject: project) else { return nil }
            let deadLetter = new.deadLetterTopic.flatMap {
                PubSubName($0, in: .topics, project: resource.defaultProject ?? project ?? name.project)
            }
            return new.body(topic: topic, deadLetterTopic: deadLetter)
        }
    }

    private func make(
        _ resource: PubSubResource, _ timeout: Duration, body: (PubSubName, _ project: String?) -> JSONValue?
    ) async -> MakingOutcome {
        let deadline = ContinuousClock.now + timeout
        guard case .success(let environment) = reach.environment,
            reach.provider == nil || GoogleAddress.isSafe(reach.url)
        else { return MakingOutcome(.failed, "Pub/Sub cannot be asked", action: "see what 'operator check' says") }
        let access: GoogleAccess?
        do throws(GoogleFailure) {
            access = try await reach.provider?.access(deadline: deadline)
        } catch {
            return MakingOutcome(.failed, error.message, action: error.action)
        }
        let project =
            resource.needsEnvironmentProject
            ? await GoogleProject.find(in: environment, access: access, deadline: deadline) : nil
        guard let name = resource.name(environmentProject: project), name.isValid,
            name.collection == resource.collection, let body = body(name, project)
        else {
            return MakingOutcome(.refused, "'\(resource.id.prefix(60))' cannot be named", action: "correct the spec")
        }
        let caller = PubSubCaller(
            client: environment.client(for: reach.url), url: reach.url, access: access,
            renewal: GoogleRenewal(of: access, by: reach.provider, deadline: deadline), deadline: deadline)
        let judge = PubSubMakingJudge(name: name, principal: access?.principal ?? "anonymous")
        return judge.outcome(of: await caller.ask(.put, name, body: body))
    }
}
