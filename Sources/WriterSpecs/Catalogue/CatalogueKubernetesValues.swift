import Documents

extension CatalogueValues {
    /// A Deployment's strategy; numbers are integers or percentages, and not both may be zero.
    mutating func strategy(_ node: DocumentNode, _ path: String) -> RolloutStrategy? {
        let members = members(of: node, path, keys: ["maxSurge", "maxUnavailable", "type"])
        guard node.members != nil else { return nil }
        guard let typeNode = node["type"] else {
            add("missing-field", at: node.position, path, "a strategy has a type, RollingUpdate or Recreate")
            return nil
        }
        guard let type = choice(typeNode, "\(path).type", of: ["Recreate", "RollingUpdate"]) else { return nil }
        let bounds = members.filter { $0.key != "type" }
        if type == "Recreate" {
            for bound in bounds {
                add("not-applicable", at: bound.keyPosition, "\(path).\(bound.key)", "Recreate has no bounds")
            }
            return .recreate
        }
        guard let surge = node["maxSurge"], let unavailable = node["maxUnavailable"] else {
            add("missing-field", at: node.position, path, "RollingUpdate needs maxSurge and maxUnavailable")
            return nil
        }
        guard let maxSurge = intOrPercent(surge, "\(path).maxSurge"),
            let maxUnavailable = intOrPercent(unavailable, "\(path).maxUnavailable")
        else { return nil }
        let zeros: [JSONValue] = [0, "0%"]
        if zeros.contains(maxSurge), zeros.contains(maxUnavailable) {
            add("no-progress", at: node.position, path, "maxSurge and maxUnavailable are both zero: nothing could move")
        }
        return .rolling(maxSurge: maxSurge, maxUnavailable: maxUnavailable)
    }

    private mutating func intOrPercent(_ node: DocumentNode, _ path: String) -> JSONValue? {
        switch node.content {
        case .number(let literal):
            if let number = Int32(literal), number >= 0 { return .integer(Int64(number)) }
        case .string(let text) where text.hasSuffix("%"):
            if let percent = UInt8(text.dropLast()), percent <= 100 { return .string("\(percent)%") }
        default: break
        }
        wrongType(node, path, "a number like 1 or a percentage like \"25%\"")
        return nil
    }

    /// A `podTemplate` overlay. Its content is Kubernetes' own; only what merging and selecting depend on is checked.
    mutating func podTemplate(_ node: DocumentNode, _ path: String) -> JSONValue? {
        if case .null = node.content { return nil }
        for member in members(of: node, path, keys: ["metadata", "spec"]) {
            let path = "\(path).\(member.key)"
            if member.key == "spec" {
                checkNames(of: member.value, path, Self.namedLists)
            } else {
                checkMetadata(member.value, path)
            }
        }
        do throws(DocumentError) {
            return try node.jsonValue()
        } catch {
            add(error.code.rawValue, at: error.position, path, error.message, hint: error.hint)
            return nil
        }
    }

    private mutating func checkMetadata(_ node: DocumentNode, _ path: String) {
        for member in members(of: node, path, keys: ["annotations", "labels"]) {
            let path = "\(path).\(member.key)"
            for entry in members(of: member.value, path) {
                if entry.value.string == nil {
                    wrongType(entry.value, "\(path).\(entry.key)", "a string")
                }
                if member.key == "labels", entry.key.hasPrefix("persistence-operator.io/") {
                    add(
                        "reserved-label", at: entry.keyPosition, "\(path).\(entry.key)",
                        "the operator selects pods by its own labels", hint: "use a label of another domain")
                }
            }
        }
    }

    /// The lists of a pod whose elements merging tells apart by `name`, with such lists within them.
    private static let namedLists = [
        "containers": ["env"], "initContainers": ["env"], "volumes": [], "imagePullSecrets": [],
    ]

    private mutating func checkNames(of node: DocumentNode, _ path: String, _ lists: [String: [String]]) {
        for member in members(of: node, path) {
            guard let inner = lists[member.key], member.value.content != .null else { continue }
            let path = "\(path).\(member.key)"
            guard let elements = member.value.elements else {
                wrongType(member.value, path, "an array")
                continue
            }
            for (index, element) in elements.enumerated() {
                guard element["name"]?.string?.isEmpty == false else {
                    let hint = member.key == "containers" ? "the writer's own container is 'writer'" : nil
                    add("missing-field", at: element.position, "\(path)[\(index)]", "an element has a name", hint: hint)
                    continue
                }
                checkNames(of: element, "\(path)[\(index)]", Dictionary(uniqueKeysWithValues: inner.map { ($0, []) }))
            }
        }
    }
}
