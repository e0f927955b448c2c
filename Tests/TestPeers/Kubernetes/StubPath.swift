/// Where an object or a collection is.
struct StubPath: Hashable {
    var plural: String
    /// Empty: all, or none.
    var namespace: String
    /// Empty: the collection.
    var name: String

    init(_ plural: String, _ namespace: String, _ name: String) {
        self.plural = plural
        self.namespace = namespace
        self.name = name
    }

    /// Reads `/api/V/…` and `/apis/G/V/…`; of a subresource it is the object's.
    init?(_ request: StubRequest) {
        var parts = request.path.split(separator: "/").map(String.init)
        guard let root = parts.first, parts.count > (root == "api" ? 2 : 3) else { return nil }
        parts.removeFirst(root == "api" ? 2 : 3)
        var namespace = ""
        if parts[0] == "namespaces", parts.count > 2 {
            namespace = parts[1]
            parts.removeFirst(2)
        }
        self.init(parts[0], namespace, parts.count > 1 ? parts[1] : "")
    }
}

extension StubRequest {
    /// Whether it is about the status alone.
    var isOfStatus: Bool { path.hasSuffix("/status") }

    /// The only name that is asked for; `nil`: all.
    var selectedName: String? {
        query("fieldSelector")?.wholeMatch(of: /metadata\.name=(.+)/).map { String($0.output.1) }
    }

    /// A value of the query, decoded where it is a selector.
    func query(_ name: String) -> String? {
        let query = target.drop { $0 != "?" }.dropFirst()
        let field = query.split(separator: "&").first { $0.hasPrefix("\(name)=") }
        return field.map { String($0.dropFirst(name.count + 1).replacing("%3D", with: "=")) }
    }
}
