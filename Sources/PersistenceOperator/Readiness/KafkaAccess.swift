import BusClients
import WriterSpecs

/// How the Kafka cluster of a spec is reached, and as whom.
struct KafkaAccess: Sendable {
    let settings: BusSettings
    let environment: [String: String]
    let host: String

    /// A cluster that cannot even be tried.
    struct Refusal: Error {
        let reading: EndpointReading
    }

    /// Puts together what the spec, the options and the secret say.
    func clientSettings(for spec: ResolvedSpec) -> Result<KafkaClientSettings, Refusal> {
        let connection = spec.kafka ?? KafkaConnection(of: spec.document)
        var servers =
            settings.kafkaBootstrapServers.isEmpty ? connection.bootstrapServers : settings.kafkaBootstrapServers
        func refuse(
            _ reason: ReadinessReason, _ message: String, _ action: String
        ) -> Result<KafkaClientSettings, Refusal> {
            let cluster = servers.isEmpty ? "an unknown cluster" : servers.joined(separator: ",")
            let observer = BusObserver(principal: "nobody", host: host, cluster: cluster)
            return .failure(Refusal(reading: EndpointReading(reason, message, action: action, observer: observer)))
        }
        let secret: KafkaSecret
        do throws(KafkaSecret.Failure) {
            if let directory = settings.kafkaCredentialsDirectory {
                secret = try KafkaSecret(directory: directory)
            } else {
                secret = try KafkaSecret(environment: environment)
            }
        } catch {
            return refuse(.credentialsInvalid, "the Kafka credentials cannot be used: \(error.message)", "mend them")
        }
        if servers.isEmpty { servers = secret.bootstrapServers }
        guard !servers.isEmpty else {
            return refuse(
                .serversUnknown, "neither the spec nor the credentials name Kafka's bootstrap servers",
                "set kafka_bootstrap_servers, or pass --kafka-bootstrap-servers")
        }
        guard let securityProtocol = KafkaClientSettings.SecurityProtocol(rawValue: connection.securityProtocol) else {
            return refuse(
                .notSupported, "this check does not speak the security protocol \(connection.securityProtocol)",
                "use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")
        }
        var client = KafkaClientSettings(
            bootstrapServers: servers, securityProtocol: securityProtocol, caFile: settings.kafkaCAFile)
        guard securityProtocol.usesSASL else { return .success(client) }
        let name = connection.saslMechanism ?? ""
        guard let mechanism = KafkaClientSettings.Mechanism(rawValue: name) else {
            return refuse(
                .notSupported, "this check does not support the SASL mechanism \(name) yet",
                "check the topics by another way, or with a SCRAM user on its own port (--kafka-bootstrap-servers)")
        }
        guard let credentials = secret.credentials else {
            let holder = connection.secretName.map { "the secret '\($0)' holds" } ?? "the brokers expect"
            return refuse(
                .credentialsMissing, "the brokers expect a login with \(name), and no credentials were given",
                "set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or pass --kafka-credentials-dir, with what \(holder)")
        }
        client.mechanism = mechanism
        client.credentials = credentials
        return .success(client)
    }
}
