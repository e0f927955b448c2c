import Documents
import Synchronization

/// An API server without rules, in this process: collections that a test fills, watches that tell it at once, and answers that it
/// can refuse or hold back at a moment of its choice. It takes any object, and gives it a UID and a version.
public final class StubCluster: Sendable {
    private final class Core: Sendable {
        let state = Mutex(StubCollections())
    }

    private let core: Core
    private let server: StubHTTPServer

    /// Starts a server with empty collections.
    ///
    /// - Parameter host: The last part of its address, 127.0.0.1 unless told.
    public init(host: UInt8 = 1, port: UInt16 = 0) throws {
        let core = Core()
        self.core = core
        server = try StubHTTPServer(host: host, port: port) { Self.answer($0, core) }
    }

    /// The port it listens on.
    public var port: UInt16 { server.port }
    /// Where it listens.
    public var url: String { server.url }
    /// The requests so far.
    public var requests: [StubRequest] { server.requests }

    /// The watches that were begun so far.
    public var watches: Int { core.state.withLock(\.watches) }

    /// Makes or changes an object, and tells those who watch.
    ///
    /// - Parameter plural: `configmaps`, …
    public func put(_ plural: String, _ object: JSONValue) {
        guard let name = object[path: "metadata", "name"]?.string else { return }
        let path = StubPath(plural, object[path: "metadata", "namespace"]?.string ?? "", name)
        core.state.withLock { _ = $0.put(object, at: path) }
    }

    /// Deletes an object, and tells those who watch.
    public func remove(_ plural: String, namespace: String, name: String) {
        core.state.withLock { $0.remove(StubPath(plural, namespace, name)) }
    }

    /// The object, as it is now.
    public func object(_ plural: String, namespace: String, name: String) -> JSONValue? {
        core.state.withLock { $0.objects[StubPath(plural, namespace, name)] }
    }

    /// Answers all reads of a collection with this status from now on, and ends its watches; `nil`: no longer.
    public func refuseReads(_ plural: String, with status: Int?) {
        core.state.withLock {
            $0.refused[plural] = status
            $0.generations[plural, default: 0] += 1
        }
    }

    /// Holds back the answers to these requests until another condition is given.
    public func hold(_ isHeld: @escaping @Sendable (StubRequest) -> Bool) { core.state.withLock { $0.held = isHeld } }

    /// Ends it, with all connections.
    public func stop() { server.stop() }

    // MARK: Answering

    private static func answer(_ request: StubRequest, _ core: Core) -> StubResponse {
        if let path = StubPath(request), request.target.contains("watch=1") { return watch(path, request, core) }
        let whenReleased = StubResponse.Step.live { core.state.withLock { $0.held(request) } ? [] : nil }
        return StubResponse(steps: [whenReleased] + ended(request, core).steps)
    }

    private static func ended(_ request: StubRequest, _ core: Core) -> StubResponse {
        switch request.path {
        case "/version": StubResponse(json: #"{"major":"1","minor":"30","gitVersion":"v1.30.0"}"#)
        case "/apis": StubResponse(json: groups)
        default: StubPath(request).map { path in core.state.withLock { $0.answer(request, path) } } ?? failure(404)
        }
    }

    private static let groups =
        #"{"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"version":"v1"}]},"#
        + #"{"name":"policy","versions":[{"version":"v1"}]},{"name":"autoscaling","versions":[{"version":"v2"}]}]}"#

    private static func watch(_ path: StubPath, _ request: StubRequest, _ core: Core) -> StubResponse {
        let (status, generation) = core.state.withLock { state in
            if state.refused[path.plural] == nil { state.watches += 1 }
            return (state.refused[path.plural], state.generations[path.plural])
        }
        if let status { return failure(status) }
        let told = Mutex(Int(request.query("resourceVersion") ?? "") ?? 0)
        return .live {
            core.state.withLock { state in
                guard state.generations[path.plural] == generation else { return nil }
                return told.withLock { last in
                    let news = state.news(of: request, path, since: last)
                    last = news.version
                    return news.lines
                }
            }
        }
    }

    static func failure(_ status: Int) -> StubResponse {
        let reasons = [401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "AlreadyExists"]
        return StubResponse(
            status,
            json:
                #"{"kind":"Status","status":"Failure","reason":"\#(reasons[status] ?? "")","message":"the stub refuses","code":\#(status)}"#
        )
    }
}
