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

    /// Method and path, without the query, for messages.
    var route: String { "\(method.rawValue) \(path.path)" }
}
