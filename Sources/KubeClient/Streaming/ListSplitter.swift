import Documents

/// Takes a Kubernetes list apart while it is parsed: each item is built, projected and dropped, so that there is never a
/// tree of the whole list.
struct ListSplitter<Item: Sendable>: JSONEventReceiver, Sendable {
    /// What the members of the list are that matter here.
    private enum Member {
        case items, metadata
    }

    private let resource: KubeResource
    private let project: @Sendable (JSONValue) throws -> Item?
    private var depth = 0
    private var member: Member?
    private var builder: JSONTreeBuilder?
    private var builderDepth = 0
    /// What the projection made of the items so far, in the server's order.
    private(set) var items: [Item] = []
    /// The version of the whole list.
    private(set) var resourceVersion = ""
    /// The token for the next page; empty on the last.
    private(set) var continueToken = ""
    private(set) var sawItems = false

    init(_ resource: KubeResource, project: @escaping @Sendable (JSONValue) throws -> Item?) {
        self.resource = resource
        self.project = project
    }

    mutating func receive(_ event: JSONEvent, at position: SourcePosition) throws -> JSONEventDisposition {
        if builder != nil {
            try build(event, at: position)
            return .proceed
        }
        switch event {
        case .key(let name) where depth == 1:
            switch name {
            case "items":
                member = .items
                sawItems = true
            case "metadata": member = .metadata
            default: return .skip
            }
        case .beginArray where depth == 1 && member == .items: depth += 1
        case .endArray: depth -= 1
        case .beginObject where depth == 0: depth += 1
        case .beginObject where depth == 2 || (depth == 1 && member == .metadata):
            builder = JSONTreeBuilder()
            builderDepth = 0
            try build(event, at: position)
        case .endObject: depth -= 1
        // `items: null` is an empty list.
        case .null where depth == 1: break
        default:
            throw KubeError(.decoding, "the response is not a list of \(resource.kind): see \(position)")
        }
        return .proceed
    }

    private mutating func build(_ event: JSONEvent, at position: SourcePosition) throws {
        switch event {
        case .beginObject, .beginArray: builderDepth += 1
        case .endObject, .endArray: builderDepth -= 1
        default: break
        }
        _ = try builder?.receive(event, at: position)
        guard builderDepth == 0, let value = builder?.result else { return }
        builder = nil
        if depth == 2 { try take(item: value) } else { take(metadata: value) }
    }

    private mutating func take(item: JSONValue) throws {
        if let projected = try project(item.withType(of: resource)) { items.append(projected) }
    }

    private mutating func take(metadata: JSONValue) {
        resourceVersion = metadata["resourceVersion"]?.string ?? ""
        continueToken = metadata["continue"]?.string ?? ""
    }
}
