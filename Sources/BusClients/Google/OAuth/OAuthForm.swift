import HTTPTransport

/// The body of a request to an OAuth token endpoint (RFC 6749, appendix B): names and values in their order.
struct OAuthForm: Sendable {
    /// Names and values, not encoded.
    let fields: [(name: String, value: String)]

    /// `application/x-www-form-urlencoded`: a blank is a plus.
    var encoded: String {
        fields.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    /// The request.
    ///
    /// - Parameter headers: Beside that of the body's type.
    func request(to url: String, headers: HTTPHeaders = [:]) -> HTTPRequest {
        var headers = headers
        headers.add("Content-Type", "application/x-www-form-urlencoded")
        return HTTPRequest(.post, url, headers: headers, body: Array(encoded.utf8))
    }

    /// A name or value in it.
    static func encode(_ text: String) -> String {
        PercentEncoding.encode(text, keeping: " ").replacing(" ", with: "+")
    }
}

extension OAuthForm: SecretHolder {
    /// Nothing.
    var visibleName: String? { nil }
}
