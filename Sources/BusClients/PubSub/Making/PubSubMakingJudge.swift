import HTTPTransport

/// Turns what Pub/Sub said to a request that makes something into an outcome. Pure.
struct PubSubMakingJudge: Sendable {
    /// What was asked for.
    let name: PubSubName
    /// Who asked.
    let principal: String

    private var what: String {
        "create the \(name.collection == .topics ? "topic" : "subscription") '\(name.id)' in project '\(name.project)'"
    }

    private var grant: String {
        name.collection == .topics
            ? "grant \(principal) pubsub.topics.create, for example with roles/pubsub.editor"
            : "grant \(principal) pubsub.subscriptions.create, and pubsub.topics.attachSubscription on its topic, for "
                + "example with roles/pubsub.editor"
    }

    /// The outcome.
    func outcome(of answer: PubSubAnswer) -> MakingOutcome {
        switch answer {
        case .found: MakingOutcome(.made)
        // ALREADY_EXISTS: the name says what it is, and whoever looks again sees how it is.
        case .refused(409, let said): MakingOutcome(.existed, said)
        case .refused(let status, let said):
            switch status {
            case 403: MakingOutcome(.forbidden, "\(principal) may not \(what) (HTTP 403: \(said))", action: grant)
            case 401, 429, 500...: failed("HTTP \(status): \(said)")
            default:
                MakingOutcome(
                    .refused, "Pub/Sub does not \(what): HTTP \(status): \(said)",
                    action: "do what it says, or make it by hand")
            }
        case .unreadable: failed("the answer is not JSON")
        case .failed(let error): failed(error.detail)
        }
    }

    private func failed(_ said: String) -> MakingOutcome {
        MakingOutcome(
            .failed, "it is not known whether Pub/Sub did \(what): \(said)",
            action: "run it again: what is there by then is left as it is")
    }
}
