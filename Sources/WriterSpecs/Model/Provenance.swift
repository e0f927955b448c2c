import Documents

/// Where a value comes from. Diff, diagnostics and status show it.
public enum Provenance: Hashable, Sendable {
    /// The spec: the path of the field as the document spells it, and its position where the document has it.
    case spec(path: String, position: SourcePosition?)
    /// A rule of the catalogue of writer types, such as `ONLINE_WRITER.rollout` or `placement.nodepool`.
    case catalogue(rule: String)
    /// A `podTemplate` overlay: of a catalogue entry, or for all.
    case overlay(String)
    /// An option of the command line, such as `--image go=…`.
    case option(String)
    /// A default of this operator, with the name of the rule.
    case operatorDefault(String)
    /// Taken over from the live object, such as its number of replicas.
    case live(String)
}

extension Provenance: CustomStringConvertible {
    /// A short form for people; the spec's file name is added by who knows it.
    public var description: String {
        switch self {
        case .spec(let path, let position?): "\(position) \(path)"
        case .spec(let path, nil): "spec \(path)"
        case .catalogue(let rule): "catalogue \(rule)"
        case .overlay(let name): "overlay \(name)"
        case .option(let option): option
        case .operatorDefault(let rule): "default: \(rule)"
        case .live(let what): "live: \(what)"
        }
    }
}
