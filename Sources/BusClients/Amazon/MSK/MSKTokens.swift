import Digests
import FoundationEssentials

/// The tokens that Amazon MSK takes from clients which log in as who they are in AWS (`AWS_MSK_IAM`).
///
/// A token is the address of a request that connects to a cluster, signed and good for 15 minutes, in base64 for URLs without padding: what
/// AWS's own signers for OAUTHBEARER clients make. It is made here, of the process's credentials; AWS is asked for nothing else.
public actor MSKTokens {
    private let environment: [String: String]
    private let lifetime: Duration
    private let renewalInterval: Duration
    private var source: Source?

    /// Where credentials come from.
    private struct Source {
        let environment: AWSEnvironment
        let provider: AWSCredentialProvider
        let begun: ContinuousClock.Instant
    }

    /// Makes a maker of tokens; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - environment: The process's: credentials and region.
    ///   - lifetime: How long a token is good; the default is what AWS's own signers use.
    ///   - renewalInterval: Credentials whose tokens are refused are looked for anew at most this often: what lacks a permission lacks it with
    ///     each look, and some sources count who asks.
    public init(
        environment: [String: String], lifetime: Duration = .seconds(900), renewalInterval: Duration = .seconds(300)
    ) {
        self.environment = environment
        self.lifetime = lifetime
        self.renewalInterval = renewalInterval
    }

    /// Forgets the credentials: they may have changed.
    public func forget() { source = nil }

    /// Brokers refuse a token: what it was made of may have been replaced.
    func refused() {
        guard let begun = source?.begun, begun.duration(to: .now) >= renewalInterval else { return }
        source = nil
    }

    /// A token of now.
    ///
    /// - Parameters:
    ///   - region: The cluster's; `nil`: the process's own.
    ///   - deadline: Until when finding the credentials may take.
    /// - Throws: `KafkaTokenFailure`.
    func token(region: String?, deadline: ContinuousClock.Instant) async throws(KafkaTokenFailure) -> KafkaToken {
        do {
            let source = try source ?? open()
            var region = region
            if region == nil { region = try await AWSRegion.find(in: source.environment, deadline: deadline) }
            let credentials = try await source.provider.credentials(region: region ?? "", deadline: deadline)
            return try Self.token(of: credentials, region: region ?? "", lifetime: lifetime, at: Date())
        } catch let error as AWSFailure {
            throw KafkaTokenFailure(error)
        } catch {
            throw KafkaTokenFailure(
                reason: .credentialsUnavailable, message: "no token for the brokers can be made: \(error)",
                action: "see whether this process has reached a limit")
        }
    }

    private func open() throws -> Source {
        let environment = try AWSEnvironment(environment)
        let fresh = Source(
            environment: environment, provider: AWSCredentialProvider(environment: environment), begun: .now)
        source = fresh
        return fresh
    }

    /// Signs a token.
    static func token(
        of credentials: AWSCredentials, region: String, lifetime: Duration, at time: Date
    ) throws(SHA256.Failure) -> KafkaToken {
        let signer = SigV4Signer(credentials: credentials, region: region, service: "kafka-cluster")
        let address = try signer.presignedURL(
            "https://kafka.\(region).amazonaws.com", query: [("Action", "kafka-cluster:Connect")], lifetime: lifetime,
            at: time)
        let text = Data("\(address)&User-Agent=persistence-operator".utf8).base64EncodedString()
        // The address has its time in whole seconds.
        let signed = time.timeIntervalSince1970.rounded(.down)
        let ends = Date(timeIntervalSince1970: signed + TimeInterval(lifetime.components.seconds))
        return KafkaToken(
            value: text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            principal: "the AWS key \(credentials.accessKeyID), for \(region)",
            // With credentials that end sooner it is good for nothing after their end.
            expiration: credentials.expiration.map { min($0, ends) } ?? ends)
    }
}

extension KafkaTokenFailure {
    fileprivate init(_ failure: AWSFailure) {
        let reason: ReadinessReason
        let action: String
        switch failure.code {
        case .credentialsMissing:
            (reason, action) = (
                .credentialsMissing, "give this process AWS credentials that may kafka-cluster:Connect, and AWS_REGION"
            )
        case .credentialsInvalid, .absent:
            (reason, action) = (.credentialsInvalid, "mend how AWS credentials are given")
        case .credentialsRefused:
            (reason, action) = (.credentialsInvalid, "give this process AWS credentials that are good")
        case .credentialsExpired:
            (reason, action) = (.credentialsExpired, "give this process AWS credentials that have not expired")
        case .denied: (reason, action) = (.credentialsInvalid, "let this process assume the role that it is told")
        case .throttled, .unreachable, .failed:
            (reason, action) = (
                .credentialsUnavailable, "wait, or see whether the network lets this process ask for its credentials"
            )
        }
        self.init(
            reason: reason, message: "no token for the brokers can be made: \(failure.message)", action: action)
    }
}
