import Documents
import WriterSpecs

/// Which spec is in force: the last one that could be accepted. What cannot be read, or has an error that concerns the whole
/// document, changes nothing and is told; nothing is pruned for it. A pure value.
public struct SpecKeeper: Sendable {
    /// A spec that was accepted.
    public struct Accepted: Sendable {
        /// The spec; its writers at fault are held one by one.
        public var spec: ResolvedSpec
        /// The hash of its bytes.
        public var revision: String
        /// The source, as messages name it.
        public var source: String
    }

    /// What is wrong with what the source holds now.
    public struct Problem: Hashable, Sendable {
        /// Stable codes.
        public enum Reason: String, Hashable, Sendable {
            /// The source cannot be read.
            case unreadable = "Unreadable"
            /// It has an error that concerns the whole document.
            case invalid = "Invalid"
            /// It contradicts how the controller was started.
            case notAllowed = "NotAllowed"
        }

        /// What kind of problem it is.
        public var reason: Reason
        /// What is wrong, and what to do.
        public var message: String
        /// Whether the account may not read the source.
        public var isRefusal = false
    }

    /// The spec in force; `nil`: there was none yet.
    public private(set) var accepted: Accepted?
    /// Why the source's present content is not the spec in force; `nil`: it is.
    public private(set) var problem: Problem?

    /// Makes a keeper without a spec.
    public init() {}

    /// Takes what the source holds.
    ///
    /// - Returns: Whether another spec is in force now.
    public mutating func take(_ loaded: LoadedSpec, revision: String) -> Bool {
        guard let resolved = loaded.reading.resolved else {
            let errors = loaded.reading.diagnostics.filter { $0.severity == .error && $0.scope == .document }
            let first =
                errors.first.map { Self.text($0) } ?? "it has errors"
            let more = errors.count > 1 ? " (\(errors.count - 1) more; 'operator validate' shows all)" : ""
            problem = Problem(reason: .invalid, message: "\(loaded.source): \(first)\(more); \(consequence)")
            return false
        }
        problem = nil
        guard accepted?.revision != revision else { return false }
        accepted = Accepted(spec: resolved.withoutPositions, revision: revision, source: loaded.source)
        return true
    }

    private static func text(_ error: Diagnostic) -> String {
        let place = error.path.isEmpty ? "" : "\(error.path): "
        return "\(error.position.line):\(error.position.column): \(place)\(error.message)"
    }

    /// The source could not be read.
    public mutating func refuse(_ error: SpecSourceError) {
        problem = Problem(
            reason: .unreadable, message: "\(error.source): \(error.message); \(consequence)",
            isRefusal: error.isRefusal)
    }

    /// The spec contradicts how the controller was started, such as its `--namespace`.
    public mutating func refuse(_ error: UsageError) {
        problem = Problem(reason: .notAllowed, message: "\(error.message); \(consequence)")
    }

    private var consequence: String {
        accepted == nil ? "until there is a good spec, nothing is changed" : "the last good spec stays in force"
    }
}
