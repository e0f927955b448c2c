import ArgumentParser
import PersistenceOperator

/// Where the controller sends metrics and logs.
struct ExportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            An OpenTelemetry receiver that gets metrics and logs, by OTLP over HTTP: http://collector:4318. Else that of \
            OTEL_EXPORTER_OTLP_ENDPOINT; without either, or with none, nothing is sent. OTEL_EXPORTER_OTLP_HEADERS has \
            credentials, OTEL_EXPORTER_OTLP_CERTIFICATE the file of an authority of its own.
            """, valueName: "url"))
    var otlpEndpoint: String?

    @Option(help: ArgumentHelp("The time between two exports, 1s to a day.", valueName: "time"))
    var otlpInterval = TimeLimit.defaultExportInterval

    /// The settings; `nil`: nothing is exported.
    func settings() throws -> ExportSettings? {
        try ExportSettings(endpoint: otlpEndpoint, interval: otlpInterval)
    }
}
