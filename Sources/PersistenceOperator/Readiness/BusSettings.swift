import BusClients

/// How the bus is looked at: the command line's bus options.
public struct BusSettings: Hashable, Sendable {
    /// What a look at the bus may do to a plan (`--bus-check`).
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// Endpoints that are not ready hold what needs them.
        case require
        /// Readings are shown and hold nothing.
        case report
        /// Nobody looks.
        case skip
    }

    /// What the look may do.
    public var check: Check
    /// `host:port` of brokers to ask instead of the spec's, as through a tunnel; empty: the spec's.
    public var kafkaBootstrapServers: [String]
    /// A PEM file of the authorities that signed the brokers' certificates; `nil`: the system's.
    public var kafkaCAFile: String?
    /// A folder with the files `username` and `password` (or `sasl_username` and `sasl_password`, and
    /// `bootstrap_servers`), as a mounted secret has; `nil`: `KAFKA_SASL_USERNAME` and `KAFKA_SASL_PASSWORD`.
    public var kafkaCredentialsDirectory: String?
    /// The time that one look may take altogether.
    public var timeout: Duration
    /// What a healthy bus is.
    public var health = HealthSettings()
    /// What specs may have this process read and send.
    public var policy = BusPolicy.anything

    /// Makes settings; the defaults are those of the command line.
    public init(
        check: Check = .require, kafkaBootstrapServers: [String] = [], kafkaCAFile: String? = nil,
        kafkaCredentialsDirectory: String? = nil, timeout: Duration = .seconds(15)
    ) {
        self.check = check
        self.kafkaBootstrapServers = kafkaBootstrapServers
        self.kafkaCAFile = kafkaCAFile
        self.kafkaCredentialsDirectory = kafkaCredentialsDirectory
        self.timeout = timeout
    }
}

extension BusSettings {
    /// Reads the text of `--kafka-bootstrap-servers` and of `--bus-timeout`.
    ///
    /// - Throws: `UsageError` where one of them cannot be understood.
    public init(
        check: Check, kafkaBootstrapServers: String?, kafkaCAFile: String?, kafkaCredentialsDirectory: String?,
        timeout: String
    ) throws(UsageError) {
        let servers = kafkaBootstrapServers.map(KafkaSecret.servers(in:)) ?? []
        guard kafkaBootstrapServers == nil || !servers.isEmpty else {
            throw UsageError("--kafka-bootstrap-servers names no server", hint: "write host:port, separated by commas")
        }
        guard let limit = TimeLimit(timeout, atMost: 300) else {
            throw UsageError(
                "'\(timeout)' is no --bus-timeout", hint: "write seconds, such as 15s, between 1s and 300s")
        }
        self.init(
            check: check, kafkaBootstrapServers: servers, kafkaCAFile: kafkaCAFile,
            kafkaCredentialsDirectory: kafkaCredentialsDirectory, timeout: limit.duration)
    }
}
