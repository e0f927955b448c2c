import Documents
import FoundationEssentials
import HTTPTransport

/// Exchanges a token for that of a service account which its owner may impersonate (IAM Service Account Credentials API,
/// `projects.serviceAccounts.generateAccessToken`).
struct ServiceAccountImpersonation: Sendable {
    private static let method = ":generateAccessToken"

    private let url: String
    private let seconds: Int64
    /// The account's e-mail address.
    let account: String

    /// Reads the fields of a file.
    ///
    /// - Returns: `nil`: the file does not ask for it.
    /// - Throws: `GoogleFailure`.
    init?(_ fields: CredentialFields) throws(GoogleFailure) {
        let name = "service_account_impersonation_url"
        guard let url = try fields.address(name) else { return nil }
        guard url.hasSuffix(Self.method), let slash = url.lastIndex(of: "/") else {
            throw fields.invalid(name, "does not end with /serviceAccounts/EMAIL\(Self.method)")
        }
        self.url = url
        account = String(url[url.index(after: slash)...].dropLast(Self.method.count))
        seconds = try fields.object("service_account_impersonation").number("token_lifetime_seconds") ?? 3600
    }

    /// Fetches the account's token.
    ///
    /// - Parameter token: That of the identity pool.
    /// - Throws: `GoogleFailure`.
    func access(
        as token: AccessToken, _ environment: GoogleEnvironment, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        let target = "the impersonation of \(account)"
        let response = try await environment.collect(request(as: token), of: target, deadline: deadline)
        guard response.head.isSuccess else {
            throw GoogleAnswer.failure(
                response, of: target, hiding: [token.value],
                action:
                    "grant roles/iam.workloadIdentityUser on \(account) to the identity pool's principal, or correct service_account_impersonation_url"
            )
        }
        let value = try? JSONValue(parsing: response.body)
        guard let token = value?["accessToken"]?.string, !token.isEmpty,
            let end = value?["expireTime"]?.string.flatMap(CloudTime.parse)
        else { throw GoogleAnswer.without(target) }
        return GoogleAccess(token: AccessToken(token), expiration: end, principal: account)
    }

    /// The request.
    func request(as token: AccessToken) -> HTTPRequest {
        let body: JSONValue = [
            "delegates": .null, "lifetime": .string("\(seconds)s"), "scope": [.string(GoogleScope.cloudPlatform)],
        ]
        return HTTPRequest(
            .post, url,
            headers: ["Content-Type": "application/json", "Authorization": "Bearer \(token.value)"],
            body: body.serialized())
    }
}
