import FoundationEssentials
import HTTPTransport

/// A person who logged in with `gcloud auth application-default login`: a refresh token is exchanged for an access token (RFC 6749,
/// section 6).
struct AuthorizedUser: Sendable {
    private let clientID: String
    private let clientSecret: String
    private let refreshToken: String
    private let tokenURL: String
    private let account: String?

    /// Reads the fields of a file.
    ///
    /// - Throws: `GoogleFailure`.
    init(_ fields: CredentialFields) throws(GoogleFailure) {
        clientID = try fields.required("client_id")
        clientSecret = try fields.required("client_secret")
        refreshToken = try fields.required("refresh_token")
        tokenURL = try fields.address("token_uri") ?? "https://oauth2.googleapis.com/token"
        account = try fields.optional("account")
    }

    /// Fetches a token.
    ///
    /// - Throws: `GoogleFailure`.
    func access(
        _ environment: GoogleEnvironment, now: () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        let target = "the token endpoint '\(tokenURL.prefix(200))'"
        let start = now()
        let response = try await environment.collect(form.request(to: tokenURL), of: target, deadline: deadline)
        guard response.head.isSuccess else {
            throw GoogleAnswer.failure(
                response, of: target, hiding: [clientSecret, refreshToken],
                action: "log in again: gcloud auth application-default login")
        }
        let (token, expiration) = try GoogleAnswer.token(response, of: target, at: start)
        return GoogleAccess(token: token, expiration: expiration, principal: account ?? "the user of gcloud")
    }

    /// What is sent to the token endpoint.
    var form: OAuthForm {
        OAuthForm(fields: [
            ("grant_type", "refresh_token"), ("client_id", clientID), ("client_secret", clientSecret),
            ("refresh_token", refreshToken),
        ])
    }
}

extension AuthorizedUser: SecretHolder {
    /// The account, where the file tells it.
    var visibleName: String? { account }
}
