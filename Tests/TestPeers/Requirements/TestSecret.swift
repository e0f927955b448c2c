/// Secrets of the tests. `scripts/test` searches everything that the suite prints for them, so a test takes its secrets
/// from here and from nowhere else.
public enum TestSecret: String, CaseIterable, Sendable {
    /// A Kafka password.
    case saslPassword = "sasl-password"
    /// A Kafka password that is refused.
    case wrongSASLPassword = "wrong-sasl-password"
    /// The spec's `autodiscover_key`.
    case autodiscoverKey = "autodiscover-key"
    /// A token for an API server.
    case bearerToken = "bearer-token"
    /// A token for Google's services.
    case googleAccessToken = "google-access-token"
    /// What a spec holds inline where it should not: a variable's value.
    case inlinePassword = "inline-password"
    /// What requests to AWS are signed with.
    case awsSecretAccessKey = "aws-secret-access-key"
    /// What temporary credentials of AWS are sent with.
    case awsSessionToken = "aws-session-token"
    /// The token of a service account, or of a container.
    case webIdentityToken = "web-identity-token"
    /// What a person's login with gcloud keeps.
    case googleRefreshToken = "google-refresh-token"
    /// What an OAuth client sends with it.
    case googleClientSecret = "google-client-secret"

    /// Its value, from `Tests/test-secrets.txt`; empty if that does not list it.
    public var value: String { Self.listed[rawValue] ?? "" }

    /// What the file lists, by name.
    public static let listed: [String: String] = {
        var listed: [String: String] = [:]
        for line in Scratch.text(ofFile: Checkout.path("Tests/test-secrets.txt")).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2, !line.hasPrefix("#") { listed[String(parts[0])] = String(parts[1]) }
        }
        return listed
    }()
}
