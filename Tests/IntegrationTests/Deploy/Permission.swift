import Documents
import TestPeers

/// A verb on a resource.
struct Permission: Hashable, CustomStringConvertible {
    let verb: String
    let resource: String

    var description: String { "\(verb) \(resource)" }

    static func granted(by rule: JSONValue) -> [Permission] {
        func texts(_ field: String) -> [String] { rule[field]?.array?.compactMap(\.string) ?? [] }
        return texts("verbs").flatMap { verb in
            texts("resources").map { Permission(verb: verb, resource: $0) }
        }
    }

    /// What a request takes. A server-side apply that makes the object takes `create` too.
    static func needed(by request: CountingProxy.Request) -> [Permission] {
        let parts = request.path.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? parts[1] : ""
        var segments = parts[0].split(separator: "/").map(String.init)
        segments.removeFirst(segments.first == "api" ? min(2, segments.count) : min(3, segments.count))
        if segments.first == "namespaces", segments.count > 2 { segments.removeFirst(2) }
        guard let resource = segments.first else { return [] }
        let named = segments.count > 1
        let full = segments.count > 2 ? "\(resource)/\(segments[2])" : resource
        let verbs =
            switch request.method {
            case "GET" where query.contains("watch=1"): ["watch"]
            case "GET": [named ? "get" : "list"]
            case "POST": ["create"]
            case "PATCH": request.status == 201 ? ["patch", "create"] : ["patch"]
            case "DELETE": ["delete"]
            default: [request.method]
            }
        return verbs.map { Permission(verb: $0, resource: full) }
    }
}
