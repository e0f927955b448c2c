import Digests
import FoundationEssentials
import HTTPTransport

/// Signs requests with AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request"), as botocore does.
struct SigV4Signer: Sendable {
    /// Who signs.
    let credentials: AWSCredentials
    /// The region that the service is asked in, such as `eu-central-1`.
    let region: String
    /// The service's signing name, such as `secretsmanager`.
    let service: String

    private static let algorithm = "AWS4-HMAC-SHA256"

    /// The request with the signature in its `Authorization` header.
    ///
    /// - Throws: `SHA256.Failure`.
    func signed(_ request: AWSRequest, at time: Date) throws(SHA256.Failure) -> HTTPRequest {
        let stamp = Stamp(time)
        var fields = request.headers
        fields.append(("X-Amz-Date", stamp.time))
        if let token = credentials.sessionToken { fields.append(("X-Amz-Security-Token", token)) }
        let query = AWSRequest.encoded(request.query)
        let canonical = try canonical(
            request, query: query, fields + [("Host", request.host)],
            payload: try SHA256.digest(of: request.body).hexadecimal)
        let signature = try signature(of: canonical.text, stamp)
        fields.append(
            (
                "Authorization",
                "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(stamp)), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
            ))
        return HTTPRequest(
            request.method, request.endpoint + request.path + (query.isEmpty ? "" : "?\(query)"),
            headers: HTTPHeaders(fields), body: request.body)
    }

    /// The address that whoever has it can get, for a while: the signature is in its query. The service's own parameters come first and
    /// those of the signature after them, each in the order in which they are given, as botocore has it.
    ///
    /// - Parameters:
    ///   - query: Names and values, not encoded.
    ///   - lifetime: Whole seconds from `time` on.
    /// - Throws: `SHA256.Failure`.
    func presignedURL(
        _ endpoint: String, query: [(name: String, value: String)], lifetime: Duration, at time: Date
    ) throws(SHA256.Failure) -> String {
        let stamp = Stamp(time)
        var request = AWSRequest(method: .get, endpoint: endpoint)
        request.query =
            query + [
                ("X-Amz-Algorithm", Self.algorithm),
                ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(stamp))"), ("X-Amz-Date", stamp.time),
                ("X-Amz-Expires", String(lifetime.components.seconds)), ("X-Amz-SignedHeaders", "host"),
            ]
        if let token = credentials.sessionToken { request.query.append(("X-Amz-Security-Token", token)) }
        let canonical = try canonical(
            request, query: AWSRequest.encoded(request.query), [("Host", request.host)],
            payload: try SHA256.digest(of: []).hexadecimal)
        let parameters = request.query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        let signature = try signature(of: canonical.text, stamp)
        return "\(endpoint)\(request.path)?\(parameters.joined(separator: "&"))&X-Amz-Signature=\(signature)"
    }

    // MARK: Parts

    /// The time as signatures have it.
    private struct Stamp {
        /// `20260131T235959Z`
        let time: String
        /// `20260131`
        var day: String { String(time.prefix(8)) }

        init(_ date: Date) {
            time = date.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        }
    }

    private func scope(_ stamp: Stamp) -> String { "\(stamp.day)/\(region)/\(service)/aws4_request" }

    private func canonical(
        _ request: AWSRequest, query: String, _ fields: [(name: String, value: String)], payload: String
    ) throws(SHA256.Failure) -> (text: String, signedHeaders: String) {
        let lines = fields.map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }.sorted { $0 < $1 }
        let names = lines.map(\.name).joined(separator: ";")
        let text = [
            request.method.rawValue, PercentEncoding.encode(request.path, keeping: "/"), query,
            lines.map { "\($0.name):\($0.value)\n" }.joined(), names, payload,
        ].joined(separator: "\n")
        return (text, names)
    }

    /// Blanks at the ends are gone, and several in a row are one.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func signature(of canonical: String, _ stamp: Stamp) throws(SHA256.Failure) -> String {
        let text = [
            Self.algorithm, stamp.time, scope(stamp), try SHA256.digest(of: Array(canonical.utf8)).hexadecimal,
        ].joined(separator: "\n")
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in [stamp.day, region, service, "aws4_request"] {
            key = try SHA256.authenticationCode(of: Array(part.utf8), key: key)
        }
        return try SHA256.authenticationCode(of: Array(text.utf8), key: key).hexadecimal
    }
}
