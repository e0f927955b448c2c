import Digests
import FoundationEssentials
import HTTPTransport

/// The AWS Security Token Service: exchanges what a process has for credentials of a role (STS API Reference, version 2011-06-15).
struct AWSSecurityTokenService: Sendable {
    let environment: AWSEnvironment
    let region: String

    /// `AssumeRoleWithWebIdentity`: of a role that trusts the issuer of a token, such as an EKS cluster.
    ///
    /// - Throws: `AWSFailure`.
    func assumeRole(
        _ role: String, session: String, webIdentity token: String, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials {
        let request = request([
            ("Action", "AssumeRoleWithWebIdentity"), ("RoleArn", role), ("RoleSessionName", session),
            ("Version", "2011-06-15"), ("WebIdentityToken", token),
        ])
        return try await credentials(
            HTTPRequest(
                request.method, request.endpoint + request.path, headers: HTTPHeaders(request.headers),
                body: request.body), deadline)
    }

    /// `AssumeRole`: of a role that trusts the owner of other credentials.
    ///
    /// - Throws: `AWSFailure`.
    func assumeRole(
        _ role: String, session: String, externalID: String?, as credentials: AWSCredentials,
        deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials {
        var form = [
            ("Action", "AssumeRole"), ("RoleArn", role), ("RoleSessionName", session), ("Version", "2011-06-15"),
        ]
        if let externalID { form.append(("ExternalId", externalID)) }
        let signer = SigV4Signer(credentials: credentials, region: region, service: "sts")
        return try await self.credentials(try signer.signedNow(request(form)), deadline)
    }

    private func request(_ form: [(name: String, value: String)]) -> AWSRequest {
        AWSRequest(
            endpoint: environment.endpoint(of: "sts", id: "STS", region: region),
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(AWSRequest.encoded(form).utf8))
    }

    private func credentials(
        _ request: HTTPRequest, _ deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials {
        let target = "AWS STS"
        let response = try await AWSAnswer.collect(request, by: environment.services, of: target, deadline: deadline)
        guard response.head.isSuccess else { throw AWSAnswer.failure(response, of: target) }
        let document = AWSDocument(response.body)
        guard let id = document["AccessKeyId"], let secret = document["SecretAccessKey"],
            let token = document["SessionToken"], let expiration = document["Expiration"].flatMap(CloudTime.parse)
        else { throw AWSFailure(.failed, "\(target) answers without credentials") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
    }
}

extension SigV4Signer {
    /// The request with the signature of this moment.
    ///
    /// - Throws: `AWSFailure` where OpenSSL does not sign.
    func signedNow(_ request: AWSRequest) throws(AWSFailure) -> HTTPRequest {
        do {
            return try signed(request, at: Date())
        } catch {
            throw AWSFailure(.failed, error.message)
        }
    }
}
