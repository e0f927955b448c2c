import Documents

/// What of a live Deployment a rendered one must keep: what is immutable, and what adoption promised not to change.
struct AdoptedShape: Hashable {
    /// `spec.selector` of the live Deployment, where it is not the rendered one.
    var selector: JSONValue?
    /// The name of the container that is ours; `nil`: the rendered one.
    var container: String?

    /// The name that every rendered container has.
    static let renderedContainer = "writer"

    /// Why a Deployment cannot be taken over.
    enum Refusal: Error, Hashable {
        /// Several containers, none of them named as ours: it cannot be told which one is the writer.
        case ambiguousContainer([String])
        /// The selector has expressions: pod labels that match them cannot be derived.
        case selectorExpressions
    }

    /// The shape of a Deployment that is ours already.
    static func kept(of live: LiveObject, rendered: JSONValue) throws(Refusal) -> AdoptedShape {
        let names = containerNames(of: live)
        // The annotation may be lost, as by a rollback; a second container beside the only one is never meant.
        let adopted =
            live.annotation(OperatorLabels.adoptedContainer)
            ?? (names.count == 1 && names != [renderedContainer] ? names.first : nil)
        return AdoptedShape(selector: try selector(of: live, rendered: rendered), container: adopted)
    }

    /// The shape of a Deployment that is to be taken over.
    static func adopting(_ live: LiveObject, rendered: JSONValue) throws(Refusal) -> AdoptedShape {
        let containers = containerNames(of: live)
        let container: String
        if containers.contains(renderedContainer) {
            container = renderedContainer
        } else if let only = containers.first, containers.count == 1 {
            container = only
        } else {
            throw .ambiguousContainer(containers)
        }
        return AdoptedShape(selector: try selector(of: live, rendered: rendered), container: container)
    }

    private static func containerNames(of live: LiveObject) -> [String] {
        live.content[path: "spec", "template", "spec", "containers"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    private static func selector(of live: LiveObject, rendered: JSONValue) throws(Refusal) -> JSONValue? {
        guard let selector = live.content[path: "spec", "selector"], selector != rendered[path: "spec", "selector"]
        else {
            return nil
        }
        guard SemanticEquality.isZero(selector["matchExpressions"] ?? .null) else { throw .selectorExpressions }
        return selector
    }

    /// The rendered Deployment in this shape.
    func applied(to rendered: JSONValue) -> JSONValue {
        var body = rendered
        if let selector {
            body[path: "spec", "selector"] = selector
            for label in selector["matchLabels"]?.object ?? [:] {
                body[path: "spec", "template", "metadata", "labels", label.key] = label.value
            }
        }
        guard let container else { return body }
        body[path: "metadata", "annotations", OperatorLabels.adoptedContainer] = .string(container)
        body[path: "spec", "template", "spec", "securityContext"] = nil
        let containers = body[path: "spec", "template", "spec", "containers"]?.array ?? []
        body[path: "spec", "template", "spec", "containers"] = .array(
            containers.map { original in
                guard original["name"]?.string == Self.renderedContainer else { return original }
                var renamed = original
                renamed["name"] = .string(container)
                renamed["securityContext"] = nil
                return renamed
            })
        return body
    }
}
