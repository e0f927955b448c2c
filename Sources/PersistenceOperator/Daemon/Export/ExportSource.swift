import Documents
import KubeClient

/// What an export loop sends.
protocol ExportSource: Sendable {
    /// The kind of data.
    var signal: ExportSignal { get }
    /// Rung when there is more to send than can wait for the next interval.
    var bell: Doorbell { get }
    /// How much there is to send.
    var load: ExportSchedule.Load { get }
    /// Whether something waits that no later request would tell.
    var hasBacklog: Bool { get }
    /// The next request.
    func request() -> JSONValue
    /// The request was sent or refused, and is not to be sent again.
    func settle(rejected: Int?)
}

/// The metrics as they are at the time of a request: one that failed is not sent again but made anew.
struct MetricsSource: ExportSource {
    let encoder: OTLPMetrics
    /// The present values.
    let families: @Sendable () -> [MetricFamily]

    let signal = ExportSignal.metrics
    let bell = Doorbell()
    let load = ExportSchedule.Load.something
    let hasBacklog = false

    func request() -> JSONValue { encoder.request(families(), at: .now) }

    func settle(rejected: Int?) {}
}

/// The log records that wait.
struct LogsSource: ExportSource {
    let encoder: OTLPLogs
    let outbox: LogOutbox

    let signal = ExportSignal.logs
    var bell: Doorbell { outbox.bell }
    var load: ExportSchedule.Load {
        outbox.withQueue { $0.hasFullBatch ? .fullBatch : $0.isEmpty ? .nothing : .something }
    }
    var hasBacklog: Bool { load != .nothing }

    func request() -> JSONValue { encoder.request(outbox.withQueue { $0.batch() }) }

    func settle(rejected: Int?) { outbox.withQueue { $0.settle(rejected: rejected) } }
}
