import BusClients
import WriterSpecs

/// A dead-letter topic that does not take messages as large as those of the topic that is read: what fails could not be put aside.
struct DeadLetterHealth {
    let topic: String
    let facts: EndpointFacts?
    let deadLetters: [(resource: WriterEndpoint.Resource, facts: EndpointFacts?)]

    var remarks: [HealthJudge.Remark] {
        guard let limit = Self.limit(facts) else { return [] }
        return deadLetters.compactMap { resource, facts in
            guard case .kafkaTopic(let name) = resource, let smaller = Self.limit(facts), smaller < limit else {
                return nil
            }
            return HealthJudge.Remark(
                reason: .deadLetterTooSmall,
                message:
                    "the dead-letter topic '\(name)' refuses messages that the topic '\(topic)' takes: one that is "
                    + "too large for it cannot be put aside, and stops its partition",
                seen: "max.message.bytes=\(smaller) of '\(name)'", wanted: "at least \(limit), as '\(topic)' has",
                action: "raise max.message.bytes of '\(name)'")
        }
    }

    private static func limit(_ facts: EndpointFacts?) -> Int64? {
        if case .topic(let facts) = facts { facts.configuration?.maximumMessageBytes } else { nil }
    }
}
