import ArgumentParser
import PersistenceOperator

extension BusSettings.Check: ExpressibleByArgument {}

/// How the bus is reached for a look.
struct BusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Brokers to ask instead of the spec's, as through a tunnel; comma-separated.", valueName: "host:port"))
    var kafkaBootstrapServers: String?

    @Option(
        name: .customLong("kafka-ca-file"),
        help: ArgumentHelp("A PEM file of the authorities that signed the brokers' certificates.", valueName: "file"))
    var kafkaCAFile: String?

    @Option(
        name: .customLong("kafka-credentials-dir"),
        help: ArgumentHelp(
            """
            A folder with the files username and password (or sasl_username, sasl_password and bootstrap_servers), as a \
            mounted secret has. Default: KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.
            """, valueName: "folder"))
    var kafkaCredentialsDirectory: String?

    @Option(help: ArgumentHelp("How long one look at the bus may take.", valueName: "time"))
    var busTimeout = "15s"

    @OptionGroup var health: HealthOptions

    /// The settings of a look that may do this much.
    func settings(_ check: BusSettings.Check) throws -> BusSettings {
        var settings = try BusSettings(
            check: check, kafkaBootstrapServers: kafkaBootstrapServers, kafkaCAFile: kafkaCAFile,
            kafkaCredentialsDirectory: kafkaCredentialsDirectory, timeout: busTimeout)
        settings.health = try health.settings()
        return settings
    }
}

/// The bus options of commands that make a plan.
struct BusGateOptions: ParsableArguments {
    @Option(
        help: """
            What the look at the bus may do: require holds writers whose endpoints are not ready, report only shows them, \
            skip does not look. Default: report for diff, else require.
            """)
    var busCheck: BusSettings.Check?

    @OptionGroup var bus: BusOptions

    /// The settings, with the command's own default.
    func settings(default check: BusSettings.Check) throws -> BusSettings { try bus.settings(busCheck ?? check) }
}
