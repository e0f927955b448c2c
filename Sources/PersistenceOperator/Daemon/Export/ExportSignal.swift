/// A kind of data that is exported, by a request of its own.
enum ExportSignal: String, Hashable, Sendable, CaseIterable {
    case metrics, logs

    /// Where it goes, below the endpoint (OTLP specification, "OTLP/HTTP Request").
    var path: String { "/v1/\(rawValue)" }
}
