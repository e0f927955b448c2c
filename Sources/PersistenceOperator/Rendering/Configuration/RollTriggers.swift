import Documents
import WriterSpecs

/// The configuration whose changes roll writers, as it is now: what puts one hash into the pod templates of those that refer to
/// some of it.
public struct RollTriggers: Hashable, Sendable {
    /// What is known of each.
    public var states: [ConfigurationName: ConfigurationState]

    /// Makes triggers: names that nobody looked for are absent.
    public init(_ states: [ConfigurationName: ConfigurationState] = [:]) {
        self.states = states
    }

    /// Annotation of a pod template: the hash.
    static let annotation = "\(OperatorLabels.domain)/configuration"

    /// The hash of what a pod refers to; `nil`: of nothing that rolls it.
    ///
    /// - Throws: `RenderHold` where some of it may not be read: the pods would roll when somebody grants that; and where pods
    ///   do not start without it and it does not exist, as between a deletion and what replaces it: those that run go on.
    func hash(for pod: JSONValue) throws(RenderHold) -> (text: String, provenance: Provenance)? {
        let references = PodReferences.all(in: pod).filter { states[$0.configuration] != nil }
        let names = Set(references.map(\.configuration)).sorted()
        guard !names.isEmpty else { return nil }
        let needed = Set(references.filter { !$0.isOptional }.map(\.configuration))
        var hash = ContentHash()
        for name in names {
            let part: String
            switch states[name] {
            case .digest(let digest): part = digest
            case .absent where needed.contains(name):
                throw RenderHold(
                    reason: "ConfigurationMissing",
                    message: "\(name) rolls the writer when it changes, and does not exist; create it")
            case .absent, nil: part = "absent"
            case .unreadable(let reason):
                throw RenderHold(
                    reason: "ConfigurationUnreadable",
                    message: "\(name) rolls the writer when it changes, and cannot be read: \(reason); grant get, list "
                        + "and watch on it, or take it out of --roll-on-change")
            }
            hash.update("\(name)=\(part)\n".utf8)
        }
        return (hash.text, .option("--roll-on-change \(names.map(\.description).joined(separator: ", "))"))
    }
}
