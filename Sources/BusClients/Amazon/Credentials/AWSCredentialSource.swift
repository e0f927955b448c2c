import Documents
import FoundationEssentials
import HTTPTransport

/// Where a process may have credentials from, in the order in which AWS's libraries look ("Standardized credential providers").
enum AWSCredentialSource: String, Sendable, CaseIterable {
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    case environment
    /// `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`: what EKS gives to a service account with a role.
    case webIdentity = "web identity"
    /// `~/.aws/credentials` and `~/.aws/config`.
    case profile
    /// `AWS_CONTAINER_CREDENTIALS_FULL_URI`: EKS Pod Identity; `…_RELATIVE_URI`: ECS.
    case container
    /// The instance metadata service of EC2, version 2.
    case instance = "instance metadata"

    /// Asks the source.
    ///
    /// - Parameter region: Where roles are assumed.
    /// - Returns: `nil`: this process has none from there.
    /// - Throws: `AWSFailure` where it should have some.
    func credentials(
        in environment: AWSEnvironment, region: String, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials? {
        switch self {
        case .environment: try Self.environment(environment)
        case .webIdentity: try await Self.webIdentity(environment, region, deadline)
        case .profile: try await AWSProfileCredentials(environment: environment, deadline: deadline).find(region)
        case .container: try await Self.container(environment, deadline)
        case .instance: try await AWSInstanceMetadata(environment)?.credentials(deadline: deadline)
        }
    }

    private static func environment(_ environment: AWSEnvironment) throws(AWSFailure) -> AWSCredentials? {
        let (id, secret) = (environment.variable("AWS_ACCESS_KEY_ID"), environment.variable("AWS_SECRET_ACCESS_KEY"))
        switch (id, secret) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: environment.variable("AWS_SESSION_TOKEN"))
        case (nil, _):
            throw AWSFailure(.credentialsInvalid, "AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")
        case (_, nil):
            throw AWSFailure(.credentialsInvalid, "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
        }
    }

    private static func webIdentity(
        _ environment: AWSEnvironment, _ region: String, _ deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials? {
        guard let file = environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        guard let role = environment.variable("AWS_ROLE_ARN") else {
            throw AWSFailure(.credentialsInvalid, "AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is not")
        }
        let service = AWSSecurityTokenService(environment: environment, region: region)
        return try await service.assumeRole(
            role, session: environment.variable("AWS_ROLE_SESSION_NAME") ?? sessionName,
            webIdentity: try environment.token(file), deadline: deadline)
    }

    /// How sessions of this program are called where nobody says.
    static let sessionName = "persistence-operator"

    // MARK: Containers

    /// Who may be asked over plain HTTP beside this machine: the agents of ECS and of EKS Pod Identity, whose addresses no packet
    /// leaves the node for.
    private static let agents: Set = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

    private static func container(
        _ environment: AWSEnvironment, _ deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials? {
        let url: String
        if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            url = "http://169.254.170.2\(path)"
        } else if let full = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            url = full
            try requireLocal(full)
        } else {
            return nil
        }
        var headers = HTTPHeaders()
        if let file = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers.add("Authorization", try environment.token(file))
        } else if let token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers.add("Authorization", token)
        }
        let target = "the container's credential agent"
        let response = try await AWSAnswer.collect(
            HTTPRequest(.get, url, headers: headers, timeout: .seconds(5)), by: environment.local, of: target,
            deadline: deadline)
        return try temporary(response, of: target)
    }

    private static func requireLocal(_ url: String) throws(AWSFailure) {
        guard SecretAddress.isSafe(url, onNode: agents) else {
            throw AWSFailure(
                .credentialsInvalid,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine or its agents")
        }
    }

    /// The credentials in an answer of the container's agent or of the instance metadata service.
    static func temporary(_ response: HTTPResponse, of target: String) throws(AWSFailure) -> AWSCredentials {
        guard response.head.isSuccess else { throw AWSAnswer.failure(response, of: target) }
        guard let value = try? JSONValue(parsing: response.body), let id = value["AccessKeyId"]?.string,
            let secret = value["SecretAccessKey"]?.string
        else { throw AWSFailure(.failed, "\(target) answers without credentials") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: value["Token"]?.string,
            expiration: value["Expiration"]?.string.flatMap(CloudTime.parse))
    }
}
