import Documents
import FoundationEssentials
import HTTPTransport

/// Workload identity federation: what another cloud or issuer says of this process is exchanged for a token of Google's (RFC 8693;
/// AIP-4117), and that for one of a service account where the file says so.
struct ExternalAccount: Sendable {
    private let audience: String
    private let subjectTokenType: String
    private let tokenURL: String
    /// Where the subject token comes from.
    let subject: SubjectTokenSource
    private let client: (id: String, secret: String)?
    private let userProject: String?
    private let impersonation: ServiceAccountImpersonation?

    /// Reads the fields of a file.
    ///
    /// - Throws: `GoogleFailure`.
    init(_ fields: CredentialFields) throws(GoogleFailure) {
        audience = try fields.required("audience")
        subjectTokenType = try fields.required("subject_token_type")
        tokenURL = try fields.address("token_url") ?? "https://sts.googleapis.com/v1/token"
        subject = try SubjectTokenSource(fields.object("credential_source"), audience: audience)
        let secret = try fields.optional("client_secret") ?? ""
        client = try fields.optional("client_id").map { ($0, secret) }
        userProject = try fields.optional("workforce_pool_user_project")
        impersonation = try ServiceAccountImpersonation(fields)
    }

    /// Who it is for Google: the service account, or the provider of its identity pool.
    var principal: String {
        impersonation?.account ?? "the workload of \(audience.trimmingPrefix("//iam.googleapis.com/"))"
    }

    /// Fetches a token.
    ///
    /// - Throws: `GoogleFailure`.
    func access(
        _ environment: GoogleEnvironment, now: () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        let target = "the token exchange '\(tokenURL.prefix(200))'"
        let token = try await subject.token(environment, now: now, deadline: deadline)
        let start = now()
        let response = try await environment.collect(exchange(token), of: target, deadline: deadline)
        guard response.head.isSuccess else {
            throw GoogleAnswer.failure(
                response, of: target, hiding: [token, client?.secret ?? ""],
                action: "see whether the provider \(audience.prefix(200)) exists and accepts who this process is")
        }
        let (federated, expiration) = try GoogleAnswer.token(response, of: target, at: start)
        guard let impersonation else {
            return GoogleAccess(token: federated, expiration: expiration, principal: principal)
        }
        return try await impersonation.access(as: federated, environment, deadline: deadline)
    }

    /// The request to the token exchange.
    func exchange(_ subjectToken: String) -> HTTPRequest {
        var form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience),
            ("scope", impersonation == nil ? GoogleScope.cloudPlatform : GoogleScope.iam),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", subjectToken), ("subject_token_type", subjectTokenType),
        ]
        // Encoded twice: this text is one value of the form.
        if let userProject, client == nil {
            let options = #"{"userProject": \#(JSONValue.string(userProject).text())}"#
            form.append(("options", PercentEncoding.encode(options, keeping: "/")))
        }
        var headers = HTTPHeaders()
        if let client {
            headers.add("Authorization", "Basic \(Data("\(client.id):\(client.secret)".utf8).base64EncodedString())")
        }
        return OAuthForm(fields: form).request(to: tokenURL, headers: headers)
    }
}

extension ExternalAccount: SecretHolder {
    /// The provider, or the service account.
    var visibleName: String? { principal }
}
