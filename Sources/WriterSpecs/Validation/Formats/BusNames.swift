/// Names on Kafka and Pub/Sub.
enum BusNames {
    /// A Kafka topic: up to 249 of `[a-zA-Z0-9._-]`, neither `.` nor `..` (org.apache.kafka.common.internals.Topic).
    static func kafkaTopicProblem(_ text: String) -> FormatProblem? {
        let isValid =
            !text.isEmpty && text.utf8.count <= 249 && text != "." && text != ".."
            && text.utf8.allSatisfy { KubernetesNames.isAlphanumeric($0) || "._-".utf8.contains($0) }
        guard !isValid else { return nil }
        return FormatProblem(
            code: "topic-name",
            reason: "is not a Kafka topic: up to 249 letters, digits, '.', '_' and '-'",
            hint: text.hasPrefix("projects/") ? "this is a name of Pub/Sub, and the backend is KAFKA" : nil)
    }

    /// A consumer group: Kafka takes any text; what no tool prints or passes on safely is refused.
    static func consumerGroupProblem(_ text: String) -> FormatProblem? {
        let isValid = text.utf8.count <= 249 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard !isValid else { return nil }
        return FormatProblem(
            code: "consumer-group", reason: "is not a consumer group: up to 249 printable characters without blanks")
    }

    /// A Pub/Sub topic or subscription, by its ID or its full name `projects/P/topics/T`.
    static func pubSubProblem(_ text: String, isTopic: Bool) -> FormatProblem? {
        let kind = isTopic ? "topic" : "subscription"
        let collection = isTopic ? "topics" : "subscriptions"
        let code = isTopic ? "topic-name" : "subscription-name"
        var id = text[...]
        if text.contains("/") {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == "projects", parts[2] == collection,
                CloudNames.projectProblem(String(parts[1])) == nil
            else {
                return FormatProblem(
                    code: code, reason: "is not a Pub/Sub \(kind)",
                    hint: "write its ID, or its full name projects/PROJECT/\(collection)/ID")
            }
            id = parts[3]
        }
        let isAllowed: (UInt8) -> Bool = { KubernetesNames.isAlphanumeric($0) || "-_.~+%".utf8.contains($0) }
        let startsWithLetter =
            id.utf8.first.map { KubernetesNames.isAlphanumeric($0) && !(48...57).contains($0) } ?? false
        guard startsWithLetter, (3...255).contains(id.utf8.count), id.utf8.allSatisfy(isAllowed), !id.hasPrefix("goog")
        else {
            return FormatProblem(
                code: code,
                reason: "is not a Pub/Sub \(kind): 3 to 255 letters, digits and -_.~+%, a letter first, not 'goog'")
        }
        return nil
    }
}

/// A Pub/Sub name taken apart.
struct PubSubName {
    /// The project of a full name.
    let project: String?
    /// The ID.
    let id: String

    init(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 4, parts[0] == "projects" {
            project = String(parts[1])
            id = String(parts[3])
        } else {
            project = nil
            id = text
        }
    }
}
