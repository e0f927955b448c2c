import HTTPTransport

/// The Kafka secrets that secret stores keep: each is read once, and kept until it is asked for anew. A read that failed is not made again for a
/// while: looks come every few seconds, and what a store refuses it refuses again.
public actor CloudSecrets {
    /// A store.
    public enum Store: String, Hashable, Sendable {
        /// AWS Secrets Manager.
        case aws = "AWS"
        /// Google's Secret Manager.
        case google = "GCP"
        /// The API server of a Kubernetes cluster; names are `namespace/name`.
        case kubernetes = "Kubernetes"
    }

    /// A secret could not be had.
    public struct Failure: Error, Hashable, Sendable {
        /// Why, as a reading of what cannot be looked at without it.
        public let reason: ReadinessReason
        /// What happened; never holds a part of a secret.
        public let message: String
        /// What to do about it.
        public let action: String

        /// Makes a failure.
        public init(reason: ReadinessReason, message: String, action: String) {
            self.reason = reason
            self.message = message
            self.action = action
        }
    }

    private struct Key: Hashable {
        let store: Store
        let name: String
    }

    private struct Known {
        let secret: KafkaSecret
        let read: ContinuousClock.Instant
    }

    private let environment: [String: String]
    private var manager: AWSSecretsManager?
    private var googleManager: GoogleSecretManager?
    private var known: [Key: Known] = [:]
    private var reads: [Key: Task<Result<KafkaSecret, Failure>, Never>] = [:]
    private var failures = FailedReads<Key, Failure>()
    private let kubernetes: any KafkaSecretReader

    private let renewalInterval: Duration

    /// Makes a reader; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - environment: The process's: credentials, region and addresses of the stores.
    ///   - kubernetes: Reads Secrets of the cluster.
    ///   - renewalInterval: A secret that is refused is read again at most this often: the store is paid for, and counts.
    public init(
        environment: [String: String], kubernetes: any KafkaSecretReader = NoCluster(),
        renewalInterval: Duration = .seconds(60)
    ) {
        self.environment = environment
        self.kubernetes = kubernetes
        self.renewalInterval = renewalInterval
    }

    /// A secret.
    ///
    /// - Parameter deadline: Until when the store may take.
    /// - Throws: `Failure`.
    public func secret(
        _ name: String, in store: Store, deadline: ContinuousClock.Instant
    ) async throws(Failure) -> KafkaSecret {
        let key = Key(store: store, name: name)
        if let known = known[key] { return known.secret }
        return try await read(key, deadline)
    }

    /// Reads a secret again whose login brokers refuse.
    ///
    /// - Parameter refused: The login.
    /// - Returns: Whether the secret has another one by now; `false` also where it was read a moment ago, or cannot be read.
    public func renew(
        _ name: String, in store: Store, refused: KafkaCredentials?, deadline: ContinuousClock.Instant
    ) async -> Bool {
        let key = Key(store: store, name: name)
        guard let last = known[key] else { return false }
        // Another one who was refused may have had it read.
        guard last.secret.credentials == refused else { return true }
        guard last.read.duration(to: .now) >= renewalInterval else { return false }
        let fresh = try? await read(key, deadline)
        return fresh != nil && fresh?.credentials != refused
    }

    /// Forgets all: whoever needs one reads it anew.
    public func forget() {
        known = [:]
        failures = FailedReads()
        // What is being read may be what was good before.
        reads = [:]
        // With the credentials that it has.
        manager = nil
        googleManager = nil
    }

    private func read(_ key: Key, _ deadline: ContinuousClock.Instant) async throws(Failure) -> KafkaSecret {
        if let failure = failures.current(key, at: .now) { throw failure }
        // Whoever needs it meanwhile waits for the same answer.
        let read = reads[key] ?? Task { await self.ask(key, deadline) }
        reads[key] = read
        let answer = await read.value
        if reads[key] == read {
            reads[key] = nil
            failures.record(answer, of: key, at: .now)
            if case .success(let secret) = answer { known[key] = Known(secret: secret, read: .now) }
        }
        return try answer.get()
    }

    private func ask(_ key: Key, _ deadline: ContinuousClock.Instant) async -> Result<KafkaSecret, Failure> {
        do {
            let document: [UInt8]
            switch key.store {
            case .aws:
                let manager = try manager ?? AWSSecretsManager(environment: AWSEnvironment(environment))
                self.manager = manager
                document = try await manager.value(of: key.name, deadline: deadline)
            case .google:
                let manager = try googleManager ?? GoogleSecretManager(environment: GoogleEnvironment(environment))
                googleManager = manager
                document = try await manager.value(of: key.name, deadline: deadline)
            case .kubernetes: return .success(try await kubernetes.secret(key.name, deadline: deadline))
            }
            return .success(try KafkaSecret(document: document, name: key.name))
        } catch let error as AWSFailure {
            return .failure(Failure(error, key.name))
        } catch let error as Failure {
            return .failure(error)
        } catch let error as KafkaSecret.Failure {
            return .failure(
                Failure(
                    reason: .credentialsInvalid, message: "the secret cannot be used: \(error.message)",
                    action: #"put a JSON object with "username" and "password" into it"#))
        } catch {
            return .failure(
                Failure(
                    reason: .secretStoreUnavailable, message: "the secret store cannot be asked: \(error)",
                    action: "see whether this process has reached a limit"))
        }
    }
}

extension CloudSecrets.Failure {
    init(_ failure: AWSFailure, _ name: String) {
        let reason: ReadinessReason
        let action: String
        switch failure.code {
        case .credentialsMissing:
            (reason, action) = (
                .credentialsMissing,
                "give this process AWS credentials, or the login itself: KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or --kafka-credentials-dir"
            )
        case .credentialsInvalid: (reason, action) = (.credentialsInvalid, "mend how AWS credentials are given")
        case .credentialsRefused:
            (reason, action) = (.credentialsInvalid, "give this process AWS credentials that are good")
        case .credentialsExpired:
            (reason, action) = (.credentialsExpired, "give this process AWS credentials that have not expired")
        case .denied:
            (reason, action) = (
                .secretDenied,
                "allow secretsmanager:GetSecretValue on '\(name)' (and kms:Decrypt on its key) to the role of this process"
            )
        case .absent:
            (reason, action) = (.secretMissing, "make it, or correct kafka_sasl_secret, AWS_REGION or the account")
        case .throttled, .unreachable, .failed:
            (reason, action) = (.secretStoreUnavailable, "wait, or see whether the network lets this process ask it")
        }
        self.init(reason: reason, message: "the secret '\(name)' cannot be read: \(failure.message)", action: action)
    }
}
