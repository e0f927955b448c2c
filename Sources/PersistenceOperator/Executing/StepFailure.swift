import KubeClient

/// What a refused write means for its step: a hold, so that no step stops another.
enum StepFailure {
    /// The hold for an error of the API server.
    static func hold(for error: KubeError, step: PlanStep) -> Hold {
        let message = "\(step.object) was not written: \(error.description)"
        switch error.code {
        case .forbidden:
            return Hold(
                .needsPerson, reason: "Forbidden", message: message, action: "grant it, or remove it from the spec")
        case .unauthorized:
            return Hold(.needsPerson, reason: "Unauthorized", message: message, action: "check the credentials")
        case .invalid:
            let isImmutable = error.status?.message.contains("immutable") ?? false
            return Hold(
                .needsPerson, reason: isImmutable ? "ImmutableField" : "Rejected", message: message,
                action: isImmutable
                    ? "the object must be recreated: delete it yourself when its absence is acceptable"
                    : "mend the field that the message names")
        case .conflict:
            return Hold(
                .mayPass, reason: "Conflict", message: message, action: "somebody else changes it too: run again")
        case .notFound:
            return Hold(.needsPerson, reason: "NotFound", message: message, action: "is the namespace there?")
        case .tooManyRequests, .serverError, .transport, .deadline, .gone, .alreadyExists:
            return Hold(.mayPass, reason: "ServerFailed", message: message, action: "run again")
        default:
            return Hold(.needsPerson, reason: "Rejected", message: message, action: "see the message")
        }
    }
}
