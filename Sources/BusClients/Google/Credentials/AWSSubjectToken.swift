import Digests
import Documents
import FoundationEssentials
import HTTPTransport

/// Says who this process is in AWS: a signed request that Google's token exchange makes in its place ("AWS GetCallerIdentity",
/// AIP-4117).
struct AWSSubjectToken: Sendable {
    private let verificationURL: String
    private let audience: String

    /// Reads `credential_source`. Its addresses of the instance metadata are not needed: credentials and region come from where all
    /// of AWS's own libraries have them.
    ///
    /// - Throws: `GoogleFailure`.
    init(_ source: CredentialFields, audience: String) throws(GoogleFailure) {
        guard try source.required("environment_id") == "aws1" else {
            throw source.invalid("environment_id", "is not 'aws1', the only known environment")
        }
        let name = "regional_cred_verification_url"
        verificationURL = try source.required(name)
        guard verificationURL.hasPrefix("https://"),
            URLComponents(string: Self.filled(verificationURL, "eu-central-1")) != nil
        else { throw source.invalid(name, "is no https address") }
        self.audience = audience
    }

    /// Fetches AWS credentials, and makes the token of them.
    ///
    /// - Throws: `GoogleFailure`.
    func token(
        _ variables: [String: String], now: () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> String {
        do {
            let environment = try AWSEnvironment(variables)
            let region = try await AWSRegion.find(in: environment, deadline: deadline)
            let credentials = try await AWSCredentialProvider(environment: environment).credentials(
                region: region, deadline: deadline)
            return try token(credentials, region: region, at: now())
        } catch let error as AWSFailure {
            // There are Google credentials: what they need is missing.
            let code = error.code == .credentialsMissing ? .credentialsInvalid : error.code
            throw GoogleFailure(
                code, "AWS does not say who this process is, which Google is to be told: \(error.message)",
                action: "give this process AWS credentials and AWS_REGION")
        } catch {
            throw GoogleFailure(
                .failed, "AWS cannot be asked who this process is: \(error)",
                action: "see whether this process has reached a limit")
        }
    }

    /// The token that these credentials make.
    ///
    /// - Throws: `SHA256.Failure`.
    func token(_ credentials: AWSCredentials, region: String, at time: Date) throws(SHA256.Failure) -> String {
        let url = Self.filled(verificationURL, region)
        let parts = URLComponents(string: url)
        let request = AWSRequest(
            endpoint: "https://\(parts?.host ?? "")", path: parts.flatMap { $0.path.isEmpty ? nil : $0.path } ?? "/",
            query: (parts?.queryItems ?? []).map { ($0.name, $0.value ?? "") })
        let signed = try SigV4Signer(credentials: credentials, region: region, service: "sts").signed(request, at: time)
        // The exchange looks for exactly these names.
        var headers = [
            ("Authorization", signed.headers["Authorization"] ?? ""), ("host", request.host),
            ("x-amz-date", signed.headers["X-Amz-Date"] ?? ""),
        ]
        if let token = credentials.sessionToken { headers.append(("x-amz-security-token", token)) }
        headers.append(("x-goog-cloud-target-resource", audience))
        let token: JSONValue = [
            "url": .string(url), "method": "POST",
            "headers": .array(headers.map { ["key": .string($0.0), "value": .string($0.1)] }),
        ]
        return PercentEncoding.encode(token.text(), keeping: "/")
    }

    private static func filled(_ url: String, _ region: String) -> String { url.replacing("{region}", with: region) }
}
