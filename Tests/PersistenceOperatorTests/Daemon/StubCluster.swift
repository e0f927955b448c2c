import HTTPTransport
import KubeClient
import TestPeers

/// An API server of an empty cluster: it serves our kinds, lists nothing, and no watch of it ever tells anything.
enum StubCluster {
    /// Starts one.
    ///
    /// - Parameter discovering: Called on the request's thread before the list of API groups is answered.
    static func start(discovering: @escaping @Sendable () -> Void = {}) throws -> StubHTTPServer {
        try StubHTTPServer { request in
            switch request.path {
            case "/version": return StubResponse(json: #"{"major":"1","minor":"32","gitVersion":"v1.32.0"}"#)
            case "/apis":
                discovering()
                return StubResponse(json: groups)
            default:
                if request.target.contains("watch=1") { return StubResponse(steps: [.untilAbandoned]) }
                return StubResponse(json: #"{"kind":"List","metadata":{"resourceVersion":"1"},"items":[]}"#)
            }
        }
    }

    /// A client of it.
    static func client(of server: StubHTTPServer) -> KubeClient {
        KubeClient(KubeConfiguration(server: server.url, proxy: .none))
    }

    private static let groups = """
        {"kind":"APIGroupList","groups":[
          {"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}]},
          {"name":"policy","versions":[{"groupVersion":"policy/v1","version":"v1"}]},
          {"name":"autoscaling","versions":[{"groupVersion":"autoscaling/v2","version":"v2"}]}]}
        """
}
