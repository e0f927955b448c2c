import HTTPTransport

/// The path and query of a request to the API server, built so that nothing in it can change its meaning.
struct ResourcePath: Sendable {
    /// The path, percent-encoded, beginning with a slash.
    let path: String
    private(set) var query: [(name: String, value: String)] = []

    /// A path of fixed text: `/version`.
    init(fixed path: StaticString) {
        self.path = "\(path)"
    }

    /// The path of a collection or of one object.
    ///
    /// - Throws: `KubeError` with the code `invalidRequest` for a name that Kubernetes does not allow in a path, a
    ///   namespaced object without namespace, or a namespace where there is none.
    init(
        _ resource: KubeResource, namespace: String?, name: String? = nil, subresource: String? = nil
    ) throws(KubeError) {
        var segments = resource.group.isEmpty ? ["api", resource.version] : ["apis", resource.group, resource.version]
        if let namespace {
            guard resource.isNamespaced else {
                throw KubeError(.invalidRequest, "\(resource.kind) is in no namespace, but one was given")
            }
            segments += ["namespaces", namespace]
        } else if resource.isNamespaced, name != nil {
            throw KubeError(.invalidRequest, "\(resource.kind) is in a namespace, but none was given")
        }
        segments.append(resource.plural)
        if let name { segments.append(name) }
        if let subresource { segments.append(subresource) }
        var path = ""
        for segment in segments {
            guard Self.isValid(segment) else {
                throw KubeError(.invalidRequest, "'\(segment.prefix(80))' cannot be part of a path")
            }
            path += "/" + PercentEncoding.encode(segment)
        }
        self.path = path
    }

    /// Adds a parameter, unless its value is `nil`.
    mutating func add(_ name: String, _ value: String?) {
        if let value { query.append((name, value)) }
    }

    /// The path and the query.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?"
            + query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(
                separator: "&")
    }

    /// Kubernetes' own rule for names in paths (`IsValidPathSegmentName`), and no control characters, at most 253 bytes.
    private static func isValid(_ segment: String) -> Bool {
        guard !segment.isEmpty, segment.utf8.count <= 253, segment != ".", segment != ".." else { return false }
        return segment.utf8.allSatisfy {
            $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%")
        }
    }
}
