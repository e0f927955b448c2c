import Documents
import HTTPTransport

/// The version of an API server.
public struct ServerVersion: Hashable, Sendable, Comparable {
    /// 1.
    public let major: Int
    /// 20 for 1.20.
    public let minor: Int
    /// As the server writes it: `v1.20.2`.
    public let text: String

    /// Makes a version.
    public init(major: Int, minor: Int, text: String? = nil) {
        self.major = major
        self.minor = minor
        self.text = text ?? "v\(major).\(minor)"
    }

    /// Reads the response of `GET /version`; `nil` where it has no numbers.
    init?(_ value: JSONValue) {
        // Some vendors add a sign: `20+`.
        func number(_ field: String) -> Int? { value[field]?.string.flatMap { Int($0.prefix { $0.isNumber }) } }
        guard let major = number("major"), let minor = number("minor") else { return nil }
        self.init(major: major, minor: minor, text: value["gitVersion"]?.string)
    }

    /// The older first; vendors' additions do not count.
    public static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

/// What an API server serves.
public struct ServerDiscovery: Hashable, Sendable {
    /// The server's version.
    public let version: ServerVersion
    /// The versions of each named group; the core group is not among them.
    public let groups: [String: [String]]

    /// Makes a discovery.
    public init(version: ServerVersion, groups: [String: [String]]) {
        self.version = version
        self.groups = groups
    }

    /// Whether `apps/v1` and the like is served.
    public func serves(_ apiVersion: String) -> Bool {
        let parts = apiVersion.split(separator: "/")
        return switch parts.count {
        case 1: parts[0] == "v1"
        case 2: groups[String(parts[0])]?.contains(String(parts[1])) ?? false
        default: false
        }
    }

    /// The resource in the first of these versions that is served; `nil`: in none.
    public func newest(_ resource: KubeResource, of versions: [String]) -> KubeResource? {
        versions.lazy.map(resource.served(as:)).first { serves($0.apiVersion) }
    }

    /// PodDisruptionBudgets in their newest version that is served: policy/v1, before 1.21 v1beta1.
    public var podDisruptionBudgets: KubeResource? { newest(.podDisruptionBudgets, of: ["v1", "v1beta1"]) }

    /// HorizontalPodAutoscalers in their newest version that is served: autoscaling/v2, before 1.23 v2beta2.
    public var horizontalPodAutoscalers: KubeResource? { newest(.horizontalPodAutoscalers, of: ["v2", "v2beta2"]) }
}

extension KubeClient {
    /// The server's version.
    ///
    /// `GET /version`
    public func serverVersion() async throws -> ServerVersion {
        let request = KubeRequest(method: .get, path: ResourcePath(fixed: "/version"))
        guard let version = ServerVersion(try await object(request)) else {
            throw KubeError(.decoding, "the response is no version", route: request.route)
        }
        return version
    }

    /// What the server serves, in two requests.
    ///
    /// `GET /version`, `GET /apis`
    public func discover() async throws -> ServerDiscovery {
        async let version = serverVersion()
        let request = KubeRequest(method: .get, path: ResourcePath(fixed: "/apis"))
        let list = try await object(request)
        guard list["kind"]?.string == "APIGroupList", let entries = list["groups"]?.array else {
            throw KubeError(.decoding, "the response is not the list of API groups", route: request.route)
        }
        var groups: [String: [String]] = [:]
        for entry in entries {
            guard let name = entry["name"]?.string else { continue }
            groups[name] = entry["versions"]?.array?.compactMap { $0["version"]?.string } ?? []
        }
        return ServerDiscovery(version: try await version, groups: groups)
    }
}
