import Documents
import FoundationEssentials
import HTTPTransport

/// Sends requests to AWS and reads what comes back.
enum AWSAnswer {
    /// Sends a request.
    ///
    /// - Parameters:
    ///   - target: Who is asked, as messages name it.
    /// - Returns: The answer with whatever status.
    /// - Throws: `AWSFailure` where there is none.
    static func collect(
        _ request: HTTPRequest, by client: HTTPClient, of target: String, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> HTTPResponse {
        var request = request
        request.timeout = min(request.timeout, max(.milliseconds(1), deadline - .now))
        do {
            return try await client.collect(request, limit: 1 << 20)
        } catch {
            throw AWSFailure(.unreachable, "\(target) does not answer: \(error)")
        }
    }

    /// The failure that a JSON answer (AWS JSON 1.1) or an XML one (Query API) tells of.
    static func failure(_ response: HTTPResponse, of target: String) -> AWSFailure {
        let json = try? JSONValue(parsing: response.body)
        let xml = AWSDocument(response.body)
        let type = json?["__type"]?.string?.split(separator: "#").last.map(String.init) ?? xml["Code"] ?? ""
        let told = json?["message"]?.string ?? json?["Message"]?.string ?? xml["Message"] ?? ""
        // The lines after the first one repeat the request, with its session token.
        let line = told.prefix { !$0.isNewline }.prefix(300).printable
        let name = type.isEmpty ? "status \(response.status)" : type.prefix(100).printable
        return AWSFailure(
            code(type, response.status), "\(target) answers \(name)" + (line.isEmpty ? "" : ": \(line)"))
    }

    /// By the error's name first: other services than AWS's own give it with another status.
    private static func code(_ type: String, _ status: Int) -> CloudFailureCode {
        switch type {
        case "ResourceNotFoundException": .absent
        case "AccessDenied", "AccessDeniedException", "DecryptionFailure": .denied
        case "ExpiredToken", "ExpiredTokenException": .credentialsExpired
        case "InvalidClientTokenId", "UnrecognizedClientException",
            "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken",
            "InvalidIdentityToken", "IDPRejectedClaim", "RequestExpired":
            .credentialsRefused
        case "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded": .throttled
        default:
            switch status {
            case 401: .credentialsRefused
            case 403: .denied
            case 404: .absent
            case 429: .throttled
            default: .failed
            }
        }
    }
}

/// The texts of an XML answer's elements, as far as the Query API's answers need it: elements that hold nothing but text.
struct AWSDocument {
    private let text: String

    init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

    /// The text of the first element of this name; `nil`: there is none, or it holds more than text.
    subscript(name: String) -> String? {
        let parts = text.split(separator: "<\(name)>", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let end = parts[1].firstIndex(of: "<"), parts[1][end...].hasPrefix("</\(name)>") else {
            return nil
        }
        var value = String(parts[1][..<end])
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            value = value.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
        }
        return value
    }
}
