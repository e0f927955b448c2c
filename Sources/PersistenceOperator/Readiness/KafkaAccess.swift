import BusClients
import WriterSpecs

/// How the Kafka cluster of a spec is reached, and as whom.
struct KafkaAccess: Sendable {
    let settings: BusSettings
    let environment: [String: String]
    let host: String
    let secrets: CloudSecrets
    let tokens: MSKTokens

    /// A cluster that cannot even be tried.
    struct Refusal: Error {
        let reading: EndpointReading
    }

    /// A secret in a cloud's store.
    struct StoredSecret: Hashable, Sendable {
        let name: String
        let store: CloudSecrets.Store
    }

    /// How the brokers are reached.
    struct Route: Sendable {
        var client: KafkaClientSettings
        /// Where the login comes from; `nil`: not from a store.
        var secret: StoredSecret?
    }

    /// What does not let a cluster be tried.
    private struct Obstacle: Error {
        let reason: ReadinessReason
        let message: String
        let action: String

        init(_ reason: ReadinessReason, _ message: String, _ action: String) {
            (self.reason, self.message, self.action) = (reason, message, action)
        }
    }

    /// Puts together what the spec, the options and the secret say.
    ///
    /// A secret of a store is read only where the login is not given to this process itself, and where its settings let a spec
    /// name it.
    func route(for spec: ResolvedSpec, deadline: ContinuousClock.Instant) async -> Result<Route, Refusal> {
        let connection = spec.kafka ?? KafkaConnection(of: spec.document)
        var servers =
            settings.kafkaBootstrapServers.isEmpty ? connection.bootstrapServers : settings.kafkaBootstrapServers
        do throws(Obstacle) {
            // Nothing is read for a connection that cannot be made, or may not.
            let listener = try listener(of: connection)
            if listener.mechanism != nil { try requireAllowed(connection) }
            let (secret, stored) = try await secret(
                of: connection, listener, spec, isForServers: servers.isEmpty, deadline)
            if servers.isEmpty { servers = secret.bootstrapServers }
            guard !servers.isEmpty else {
                let unknown = UnknownServers(
                    connection: connection, leavesItToTheWriters: spec.document.autodiscoverKey?.isEmpty == false,
                    isSecretRead: stored != nil)
                throw Obstacle(.serversUnknown, unknown.message, unknown.action)
            }
            let client = try clientSettings(connection, listener, servers, secret.credentials)
            return .success(Route(client: client, secret: stored))
        } catch {
            let cluster = servers.isEmpty ? "an unknown cluster" : servers.joined(separator: ",")
            let observer = BusObserver(principal: "nobody", host: host, cluster: cluster)
            return .failure(
                Refusal(
                    reading: EndpointReading(
                        error.reason, error.message, action: error.action, observer: observer)))
        }
    }

    // MARK: Secrets

    private func secret(
        of connection: KafkaConnection, _ listener: Listener, _ spec: ResolvedSpec, isForServers: Bool,
        _ deadline: ContinuousClock.Instant
    ) async throws(Obstacle) -> (KafkaSecret, StoredSecret?) {
        let given = try givenSecret()
        // Who logs in with a token needs a secret at most to know where the brokers are.
        guard given.credentials == nil, settings.kafkaCredentialsDirectory == nil, let mechanism = listener.mechanism,
            mechanism.usesPassword || isForServers, let name = connection.secretName
        else { return (given, nil) }
        let stored = StoredSecret(name, of: spec)
        guard settings.policy.allows(secret: stored.permission) else {
            throw Obstacle(
                .secretNotAllowed,
                "the spec names the secret '\(stored.permission)', which this operator does not read for it",
                "whoever runs the operator can allow it: --allow-secret '\(stored.permission)'")
        }
        do throws(CloudSecrets.Failure) {
            return (try await secrets.secret(stored.name, in: stored.store, deadline: deadline), stored)
        } catch {
            throw Obstacle(error.reason, error.message, error.action)
        }
    }

    /// What was given to this process itself.
    private func givenSecret() throws(Obstacle) -> KafkaSecret {
        do throws(KafkaSecret.Failure) {
            if let directory = settings.kafkaCredentialsDirectory { return try KafkaSecret(directory: directory) }
            return try KafkaSecret(environment: environment)
        } catch {
            throw Obstacle(
                .credentialsInvalid, "the Kafka credentials cannot be used: \(error.message)", "mend them")
        }
    }

    // MARK: Connections

    /// What the brokers speak; without SASL there is no mechanism.
    private struct Listener {
        let securityProtocol: KafkaClientSettings.SecurityProtocol
        let mechanism: KafkaClientSettings.Mechanism?
    }

    private func listener(of connection: KafkaConnection) throws(Obstacle) -> Listener {
        guard let securityProtocol = KafkaClientSettings.SecurityProtocol(rawValue: connection.securityProtocol) else {
            throw Obstacle(
                .notSupported, "this check does not speak the security protocol \(connection.securityProtocol)",
                "use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")
        }
        guard securityProtocol.usesSASL else { return Listener(securityProtocol: securityProtocol, mechanism: nil) }
        let name = connection.saslMechanism ?? ""
        guard let mechanism = KafkaClientSettings.Mechanism(rawValue: name) else {
            throw Obstacle(
                .notSupported, "this check does not support the SASL mechanism \(name) yet",
                "check the topics by another way, or with a SCRAM user on its own port (--kafka-bootstrap-servers)")
        }
        guard securityProtocol.usesTLS || ![.plain, .awsMSKIAM].contains(mechanism) else {
            throw Obstacle(
                .passwordExposed,
                "\(name) over SASL_PLAINTEXT would send the \(mechanism.usesPassword ? "password" : "token") in the clear: nothing was sent",
                "use SASL_SSL, or a SCRAM mechanism")
        }
        return Listener(securityProtocol: securityProtocol, mechanism: mechanism)
    }

    private func clientSettings(
        _ connection: KafkaConnection, _ listener: Listener, _ servers: [String], _ credentials: KafkaCredentials?
    ) throws(Obstacle) -> KafkaClientSettings {
        var client = KafkaClientSettings(
            bootstrapServers: servers, securityProtocol: listener.securityProtocol, caFile: settings.kafkaCAFile)
        guard let mechanism = listener.mechanism else { return client }
        client.mechanism = mechanism
        guard mechanism.usesPassword else {
            // The names that the cluster has for itself, also where it is reached by others.
            client.region = MSKBrokers.region(of: connection.bootstrapServers + servers)
            return client
        }
        guard let credentials else {
            let holder = connection.secretName.map { "the secret '\($0)' holds" } ?? "the brokers expect"
            throw Obstacle(
                .credentialsMissing,
                "the brokers expect a login with \(mechanism.rawValue), and no credentials were given",
                "set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or pass --kafka-credentials-dir, with what \(holder)")
        }
        client.credentials = credentials
        return client
    }

    /// Brokers that whoever runs the operator names, and those that the secret names with its login, need no permission.
    private func requireAllowed(_ connection: KafkaConnection) throws(Obstacle) {
        guard settings.kafkaBootstrapServers.isEmpty,
            let server = connection.bootstrapServers.first(where: { !settings.policy.allows(server: $0) })
        else { return }
        throw Obstacle(
            .brokerNotAllowed, "the spec has a login sent to '\(server)', which this operator does not do",
            "whoever runs the operator can allow it: --allow-broker with the host's name, in which * stands for anything"
        )
    }
}
