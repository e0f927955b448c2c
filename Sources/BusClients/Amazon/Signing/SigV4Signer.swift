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
