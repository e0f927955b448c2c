import HTTPTransport

/// A request to an AWS service before it is signed.
struct AWSRequest: Sendable {
    /// The method.
    var method: HTTPMethod = .post
    /// `https://host[:port]`, without a path.
    var endpoint: String
    /// Percent-encoded, beginning with `/`, without dot segments.
    var path = "/"
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    /// Header fields beside `Host` and those of the signature.
    var headers: [(name: String, value: String)] = []
    /// The body.
    var body: [UInt8] = []

    /// What the `Host` header says: without the port that the scheme implies.
    var host: String {
        var host = endpoint[...]
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where host.hasPrefix(scheme) {
            host = host.dropFirst(scheme.count)
            if host.hasSuffix(port) { host = host.dropLast(port.count) }
        }
        return String(host)
    }

    /// The query as it is sent and signed, in the order of the encoded names.
    static func encoded(_ query: [(name: String, value: String)]) -> String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
    }
}
