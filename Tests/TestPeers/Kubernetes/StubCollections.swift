import Documents

/// The objects of a stub cluster, and what has happened to them: a pure value.
struct StubCollections {
    private struct Event {
        let version: Int
        let namespace: String
        let line: String
    }

    private var version = 1
    private(set) var objects: [StubPath: JSONValue] = [:]
    private var events: [String: [Event]] = [:]
    /// The status that all reads of a collection are refused with.
    var refused: [String: Int] = [:]
    /// The watches that were begun.
    var watches = 0
    /// Watches end when that of their collection moves on.
    var generations: [String: Int] = [:]
    /// The requests whose answers are held back.
    var held: @Sendable (StubRequest) -> Bool = { _ in false }

    /// The events of a watch since a version, and the version that they lead to.
    func news(of request: StubRequest, _ path: StubPath, since last: Int) -> (lines: [UInt8], version: Int) {
        let news = (events[path.plural] ?? []).filter { event in
            event.version > last && (path.namespace.isEmpty || event.namespace == path.namespace)
                && (request.selectedName.map { event.line.contains(#""name":"\#($0)""#) } ?? true)
        }
        return (news.flatMap { Array($0.line.utf8) }, version)
    }

    /// Does what a request asks for.
    mutating func answer(_ request: StubRequest, _ path: StubPath) -> StubResponse {
        if request.method == "GET", let status = refused[path.plural] { return StubCluster.failure(status) }
        let body = (try? JSONValue(parsing: request.body)) ?? [:]
        switch request.method {
        case "GET" where path.name.isEmpty: return list(path, request)
        case "GET": return objects[path].map { StubResponse(json: $0.text()) } ?? StubCluster.failure(404)
        case "POST":
            var created = path
            created.name = body[path: "metadata", "name"]?.string ?? ""
            return StubResponse(201, json: put(body, at: created).text())
        case _ where request.isOfStatus:
            var object = objects[path] ?? [:]
            object["status"] = body["status"]
            return StubResponse(json: put(object, at: path).text())
        case "DELETE":
            remove(path)
            return StubResponse(json: #"{"kind":"Status","status":"Success"}"#)
        default: return StubResponse(json: put(body, at: path).text())
        }
    }

    private func list(_ path: StubPath, _ request: StubRequest) -> StubResponse {
        let found = objects.filter { place, _ in
            place.plural == path.plural && (path.namespace.isEmpty || place.namespace == path.namespace)
                && (request.selectedName.map { place.name == $0 } ?? true)
        }
        let list: JSONValue = [
            "kind": "List", "metadata": ["resourceVersion": .string("\(version)")],
            "items": .array(Array(found.values)),
        ]
        return StubResponse(json: list.text())
    }

    /// Makes or changes an object.
    mutating func put(_ object: JSONValue, at path: StubPath) -> JSONValue {
        version += 1
        var object = object
        let old = objects[path]
        object[path: "metadata", "namespace"] = path.namespace.isEmpty ? nil : .string(path.namespace)
        object[path: "metadata", "resourceVersion"] = .string("\(version)")
        object[path: "metadata", "uid"] =
            object[path: "metadata", "uid"] ?? old?[path: "metadata", "uid"] ?? .string("uid-\(version)")
        objects[path] = object
        tell(old == nil ? "ADDED" : "MODIFIED", object, path)
        return object
    }

    /// Deletes an object.
    mutating func remove(_ path: StubPath) {
        guard var object = objects.removeValue(forKey: path) else { return }
        version += 1
        object[path: "metadata", "resourceVersion"] = .string("\(version)")
        tell("DELETED", object, path)
    }

    private mutating func tell(_ type: String, _ object: JSONValue, _ path: StubPath) {
        let event: JSONValue = ["type": .string(type), "object": object]
        events[path.plural, default: []].append(
            Event(version: version, namespace: path.namespace, line: event.text() + "\n"))
    }
}
