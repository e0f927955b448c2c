import Digests
import Documents
import FoundationEssentials
import HTTPTransport

/// The key of a service account: a signed assertion is exchanged for a token (RFC 7523; "Using OAuth 2.0 for Server to Server
/// Applications").
struct ServiceAccountKey: Sendable {
    private let fields: CredentialFields
    private let email: String
    private let key: String
    private let keyID: String?
    /// Where the assertion is exchanged.
    let tokenURL: String

    /// Google expects its own endpoint as the audience, whichever address it is reached at.
    private static let audience = "https://oauth2.googleapis.com/token"
    /// The longest that Google accepts, in seconds.
    private static let lifetime: Int64 = 3600

    /// Reads the fields of a file.
    ///
    /// - Throws: `GoogleFailure`.
    init(_ fields: CredentialFields) throws(GoogleFailure) {
        self.fields = fields
        email = try fields.required("client_email")
        key = try fields.required("private_key")
        keyID = try fields.optional("private_key_id")
        guard let url = try fields.address("token_uri") else { throw fields.invalid("token_uri", "is missing") }
        tokenURL = url
    }

    /// Fetches a token.
    ///
    /// - Throws: `GoogleFailure`.
    func access(
        _ environment: GoogleEnvironment, now: () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        let target = "the token endpoint '\(tokenURL.prefix(200))'"
        let start = now()
        let assertion = try assertion(at: start)
        let response = try await environment.collect(
            Self.form(assertion).request(to: tokenURL), of: target, deadline: deadline)
        guard response.head.isSuccess else {
            throw GoogleAnswer.failure(
                response, of: target, hiding: [assertion],
                action: "see whether the key of \(email) still exists, and whether this machine's clock is right")
        }
        let (token, expiration) = try GoogleAnswer.token(response, of: target, at: start)
        return GoogleAccess(
            token: token, expiration: expiration, principal: email, project: try fields.optional("project_id"))
    }

    /// What is sent to the token endpoint.
    static func form(_ assertion: String) -> OAuthForm {
        OAuthForm(fields: [
            ("assertion", assertion), ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ])
    }

    /// The JSON Web Token, with its members in the order and layout of Google's own library, so that both sign the same bytes.
    ///
    /// - Throws: `GoogleFailure` where the key cannot sign.
    func assertion(at time: Date) throws(GoogleFailure) -> String {
        let issued = Int64(time.timeIntervalSince1970)
        var header: [(String, JSONValue)] = [("typ", "JWT"), ("alg", "RS256")]
        if let keyID { header.append(("kid", .string(keyID))) }
        let claims: [(String, JSONValue)] = [
            ("iat", .integer(issued)), ("exp", .integer(issued + Self.lifetime)), ("iss", .string(email)),
            ("aud", .string(Self.audience)), ("scope", .string(GoogleScope.cloudPlatform)),
        ]
        let text = [header, claims].map { Self.encoded(Array(Self.json($0).utf8)) }.joined(separator: ".")
        do throws(RSASignature.Failure) {
            return "\(text).\(Self.encoded(try RSASignature.sign(Array(text.utf8), key: key)))"
        } catch {
            switch error {
            case .noKey: throw fields.invalid("private_key", "is no RSA key in PEM, or it is encrypted")
            case .refused:
                throw fields.invalid("private_key", "does not sign: it is too short, or OpenSSL has no memory")
            }
        }
    }

    private static func json(_ members: [(name: String, value: JSONValue)]) -> String {
        "{" + members.map { "\"\($0.name)\": \($0.value.text())" }.joined(separator: ", ") + "}"
    }

    /// Base64 for URLs, without padding (RFC 7515, section 2).
    private static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension ServiceAccountKey: SecretHolder {
    /// The account's e-mail address.
    var visibleName: String? { email }
}
