import HTTPTransport

/// One request to an API server, before credentials.
struct KubeRequest: Sendable {
    let method: HTTPMethod
    let path: ResourcePath
    var body: [UInt8]?
    var contentType = "application/json"
    /// What the response may be.
    var accept = "application/json"
    /// Whether sending it twice does no more than sending it once.
    var isIdempotent = true
    var timeout = Duration.seconds(30)

    /// Whose connections it uses.
    var lane = Lane.ordinary

    /// A set of connections. Watches have their own: they are open all the time, and what befalls them should not touch
    /// the writes.
    enum Lane {
        case ordinary, watches
    }

    /// Method and path, without the query, for messages.
    var route: String { "\(method.rawValue) \(path.path)" }
}
