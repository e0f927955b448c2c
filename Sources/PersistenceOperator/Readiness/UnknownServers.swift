import BusClients
import WriterSpecs

/// What to say where nobody tells where a Kafka cluster is: what is missing, rather than a guess. Pure.
///
/// `autodiscover_key` is the writers' alone: what they find with it, and how, is not public, and the operator never reads it.
struct UnknownServers {
    /// What the spec says of the cluster.
    let connection: KafkaConnection
    /// Whether the spec has an `autodiscover_key`.
    let leavesItToTheWriters: Bool
    /// Whether the secret that the spec names was read.
    let isSecretRead: Bool

    /// What is missing.
    var message: String {
        switch connection.secretName {
        case let name? where isSecretRead:
            "the spec names no Kafka brokers, and its secret '\(name)' holds no bootstrap_servers"
        case let name?:
            "the spec names no Kafka brokers, and its secret '\(name)' was not read, since this process was given a login of its own without them"
        case nil where leavesItToTheWriters:
            "the spec names \(needsLogin ? "neither Kafka brokers nor a secret with a login" : "no Kafka brokers"): autodiscover_key is for the writers, and tells this operator nothing"
        case nil: "neither the spec nor the credentials name Kafka's bootstrap servers"
        }
    }

    /// What to give.
    var action: String {
        let secret =
            switch connection.secretName {
            case _? where isSecretRead: ", put bootstrap_servers into the secret"
            case nil where needsLogin: ", name a secret that holds bootstrap_servers and the login in kafka_sasl_secret"
            default: ""
            }
        return "set kafka_bootstrap_servers\(secret), or pass --kafka-bootstrap-servers; "
            + "of Amazon MSK they are the \(field) of 'aws kafka get-bootstrap-brokers'"
    }

    private var needsLogin: Bool { !["AWS_MSK_IAM", nil].contains(connection.saslMechanism) }

    /// The answer's member for this kind of listener (Amazon MSK API, `GetBootstrapBrokers`).
    private var field: String {
        switch (connection.securityProtocol, connection.saslMechanism) {
        case (_, "AWS_MSK_IAM"?): "BootstrapBrokerStringSaslIam"
        case (_, _?): "BootstrapBrokerStringSaslScram"
        case ("SSL", nil): "BootstrapBrokerStringTls"
        case (_, nil): "BootstrapBrokerString"
        }
    }
}
