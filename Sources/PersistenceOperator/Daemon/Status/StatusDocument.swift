import Documents
import FoundationEssentials

/// An instance's status as a document: what `operator status` and people with kubectl read.
enum StatusDocument {
    /// The document.
    ///
    /// - Parameters:
    ///   - previous: What was written before: a condition whose status has not changed keeps its `lastTransitionTime`,
    ///     and a writer whose phase and reason have not its `since`.
    ///   - runID: Which process wrote it.
    ///   - generation: `metadata.generation` of the custom resource; `nil` for other sources.
    /// - Returns: `nil`: it says nothing that the previous one does not say.
    static func next(
        _ status: InstanceStatus, after previous: JSONValue?, runID: String, generation: Int64? = nil, now: Date
    ) -> JSONValue? {
        let time = now.formatted(.iso8601)
        let known = Dictionary(
            (previous?["writers"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) }, uniquingKeysWith: { $1 })
        var value: JSONValue = [
            "runID": .string(runID),
            "conditions": .array(
                status.conditions.map { condition in
                    condition.json(since: since(condition, previous) ?? time, generation: generation)
                }),
            "summary": .string("\(status.count(.ready))/\(status.writers.count)"),
            "counts": .object(
                JSONObject(
                    Dictionary(
                        uniqueKeysWithValues: WriterStatus.Phase.allCases.map { phase in
                            (phase.rawValue.lowercased(), JSONValue.integer(Int64(status.count(phase))))
                        }))),
            "writers": .array(
                status.writers.enumerated().map { index, writer in
                    writer.json(after: known[writer.name], namesReady: index < detailedWriters, time: time)
                }),
        ]
        // No field holds an empty text: server-side apply may make null of it (1.20 does), and the definition refuses that.
        if !status.revision.isEmpty { value["revision"] = .string(status.revision) }
        if let generation { value["observedGeneration"] = .integer(generation) }
        value["bus"] = status.bus?.json(after: previous?["bus"], time: time)
        guard var old = previous else { return value }
        // Another process that sees the same says nothing new.
        old["runID"] = .string(runID)
        return old == value ? nil : value
    }

    /// Of so many writers all endpoints are named, of others those that are not ready: the document stays far below what etcd
    /// takes (1.5 MiB).
    private static let detailedWriters = 300

    private static func since(_ condition: InstanceCondition, _ previous: JSONValue?) -> String? {
        let old = previous?["conditions"]?.array?.first { $0["type"]?.string == condition.kind.rawValue }
        guard old?["status"]?.string == condition.status.rawValue else { return nil }
        return old?["lastTransitionTime"]?.string
    }
}
