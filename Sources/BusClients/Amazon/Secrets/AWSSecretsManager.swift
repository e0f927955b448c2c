import Documents
import FoundationEssentials
import HTTPTransport

/// AWS Secrets Manager (API version 2017-10-17), as far as a secret is read.
struct AWSSecretsManager: Sendable {
    private let environment: AWSEnvironment
    private let provider: AWSCredentialProvider

    init(environment: AWSEnvironment) {
        self.environment = environment
        provider = AWSCredentialProvider(environment: environment)
    }

    /// `GetSecretValue`: the present version of a secret.
    ///
    /// - Parameter id: Its name or ARN.
    /// - Throws: `AWSFailure`.
    func value(of id: String, deadline: ContinuousClock.Instant) async throws(AWSFailure) -> [UInt8] {
        do {
            return try await get(id, deadline)
        } catch  where [.credentialsRefused, .credentialsExpired].contains(error.code) {
            // They may have been replaced since they were found.
            await provider.forget()
            return try await get(id, deadline)
        }
    }

    private func get(_ id: String, _ deadline: ContinuousClock.Instant) async throws(AWSFailure) -> [UInt8] {
        let region = try await AWSRegion.find(arn: id, in: environment, deadline: deadline)
        let credentials = try await provider.credentials(region: region, deadline: deadline)
        let request = AWSRequest(
            endpoint: environment.endpoint(of: "secretsmanager", id: "SECRETS_MANAGER", region: region),
            headers: [
                ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "secretsmanager.GetSecretValue"),
            ], body: (["SecretId": .string(id)] as JSONValue).serialized())
        let signer = SigV4Signer(credentials: credentials, region: region, service: "secretsmanager")
        let target = "AWS Secrets Manager in \(region)"
        let response = try await AWSAnswer.collect(
            try signer.signedNow(request), by: environment.services, of: target, deadline: deadline)
        guard response.head.isSuccess else { throw AWSAnswer.failure(response, of: target) }
        let value = try? JSONValue(parsing: response.body)
        if let text = value?["SecretString"]?.string { return Array(text.utf8) }
        if let data = (value?["SecretBinary"]?.string).flatMap({ Data(base64Encoded: $0) }) { return Array(data) }
        throw AWSFailure(.failed, "\(target) answers without a value")
    }
}
