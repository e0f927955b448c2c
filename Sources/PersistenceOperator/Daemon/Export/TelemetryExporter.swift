import Logging

/// Exports metrics and logs beside everything else: nobody waits for it, but its end for a moment.
struct TelemetryExporter: Sendable {
    /// The label of its own logger, whose lines are not exported.
    static let label = "otlp"

    private let metrics: ExportLoop<MetricsSource>
    private let logs: ExportLoop<LogsSource>
    private let sender: ExportSender

    /// Makes an exporter; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - families: The present values of all metrics, which count since `start`.
    ///   - logger: For what it says itself.
    init(
        _ settings: ExportSettings, resource: OTLPResource, start: WallTime,
        logger: Logger = Logger(label: Self.label), families: @escaping @Sendable () -> [MetricFamily]
    ) {
        sender = ExportSender(settings)
        metrics = ExportLoop(
            source: MetricsSource(encoder: OTLPMetrics(resource: resource, start: start), families: families),
            sender: sender, interval: settings.interval, logger: logger)
        logs = ExportLoop(
            source: LogsSource(encoder: OTLPLogs(resource: resource), outbox: settings.outbox),
            sender: sender, interval: settings.interval, logger: logger)
    }

    /// Exports until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await metrics.run() }
            group.addTask { await logs.run() }
        }
    }

    /// How long the end waits for the receiver.
    static let flushLimit = Duration.seconds(2)

    /// Sends what is left, also where the task is cancelled, and closes the connection.
    func flush() async {
        let deadline = ContinuousClock.now + Self.flushLimit
        await Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await metrics.flush(until: deadline) }
                group.addTask { await logs.flush(until: deadline) }
            }
        }.value
        sender.shutdown()
    }
}
