import Documents
import FoundationEssentials
import HTTPTransport

/// Where the token is that says who this process is outside of Google: `credential_source` of a file.
enum SubjectTokenSource: Sendable {
    /// A file that somebody keeps up to date, such as a projected token of Kubernetes.
    case file(String, Format)
    /// An address on this machine or in its network that gives one.
    case url(String, [(name: String, value: String)], Format)
    /// The AWS credentials of this process.
    case aws(AWSSubjectToken)

    /// How the token is written.
    enum Format: Sendable {
        /// The text is the token.
        case text
        /// A field of a JSON object is.
        case json(field: String)
    }

    /// Reads the object.
    ///
    /// - Throws: `GoogleFailure`.
    init(_ source: CredentialFields, audience: String) throws(GoogleFailure) {
        if source.has("environment_id") {
            self = .aws(try AWSSubjectToken(source, audience: audience))
            return
        }
        switch (try source.optional("file"), try source.address("url")) {
        case (let file?, nil): self = .file(file, try Self.format(source))
        case (nil, let url?): self = .url(url, try source.object("headers").texts(), try Self.format(source))
        case (_?, _?): throw source.invalid("url", "stands beside 'file': one of the two is enough")
        case (nil, nil):
            for name in ["executable", "certificate"] where source.has(name) {
                throw source.invalid(name, "is not supported: only file, url and environment_id are")
            }
            throw source.invalid("file", "is missing, and so are url and environment_id")
        }
    }

    private static func format(_ source: CredentialFields) throws(GoogleFailure) -> Format {
        let format = try source.object("format")
        switch try format.optional("type") ?? "text" {
        case "text": return .text
        case "json": return .json(field: try format.required("subject_token_field_name"))
        default: throw format.invalid("type", "is neither text nor json")
        }
    }

    /// Fetches the token.
    ///
    /// - Throws: `GoogleFailure`.
    func token(
        _ environment: GoogleEnvironment, now: () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> String {
        switch self {
        case .file(let path, let format):
            let text: String?
            do throws(TextFile.Failure) {
                text = try TextFile.read(path)
            } catch {
                throw Self.invalid("the subject token \(error.message)")
            }
            guard let text else { throw Self.invalid("there is no file '\(path)' with the subject token") }
            return try Self.token(in: text, format, of: "the file '\(path)'")
        case .url(let url, let headers, let format):
            let target = "the subject token's address '\(url.prefix(200))'"
            let response = try await environment.collect(
                HTTPRequest(.get, url, headers: HTTPHeaders(headers), timeout: .seconds(5)), of: target,
                deadline: deadline)
            guard response.head.isSuccess else {
                throw GoogleAnswer.failure(
                    response, of: target, hiding: headers.map(\.value),
                    action: "correct credential_source.url or credential_source.headers")
            }
            return try Self.token(in: String(decoding: response.body, as: UTF8.self), format, of: target)
        case .aws(let token): return try await token.token(environment.variables, now: now, deadline: deadline)
        }
    }

    private static func token(in text: String, _ format: Format, of holder: String) throws(GoogleFailure) -> String {
        let token: Substring
        switch format {
        case .text: token = text[...]
        case .json(let field):
            guard let value = try? JSONValue(parsing: text), let text = value[field]?.string else {
                throw invalid("\(holder) has no text in the field '\(field)'")
            }
            token = text[...]
        }
        // An editor's line break at the end is no part of it.
        guard let end = token.lastIndex(where: { !$0.isWhitespace }) else { throw invalid("\(holder) is empty") }
        return String(token[...end])
    }

    private static func invalid(_ message: String) -> GoogleFailure {
        GoogleFailure(.credentialsInvalid, message, action: "correct credential_source, or what writes the token")
    }
}

extension SubjectTokenSource: SecretHolder {
    /// Nothing: header fields may hold a password.
    var visibleName: String? { nil }
}
