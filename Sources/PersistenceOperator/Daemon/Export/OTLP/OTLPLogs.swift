import Documents
import Logging

/// Log records as an `ExportLogsServiceRequest` (opentelemetry/proto/logs/v1/logs.proto; what the fields mean: OpenTelemetry
/// specification, "Logs Data Model"). There are no traces, so records carry no trace.
struct OTLPLogs: Sendable {
    /// Who sends.
    let resource: OTLPResource

    /// The request; each logger is a scope.
    func request(_ records: [LogRecord]) -> JSONValue {
        let scopes = Dictionary(grouping: records, by: \.logger).sorted { $0.key < $1.key }.map { logger, records in
            ["scope": OTLPValue.scope(logger), "logRecords": .array(records.map(Self.record))] as JSONValue
        }
        return ["resourceLogs": [["resource": resource.json, "scopeLogs": .array(scopes)]]]
    }

    private static func record(_ record: LogRecord) -> JSONValue {
        let time = OTLPValue.integer(record.time.nanosecondsSince1970)
        return [
            "timeUnixNano": time, "observedTimeUnixNano": time,
            "severityNumber": .integer(severity(of: record.level)), "severityText": .string(record.level.rawValue),
            "body": OTLPValue.any(.string(record.message)), "attributes": OTLPValue.attributes(record.attributes),
        ]
    }

    /// `SeverityNumber`: the first of the range that has the level's meaning; notice is between info and warning, as in the
    /// specification's example for syslog.
    private static func severity(of level: Logger.Level) -> Int64 {
        switch level {
        case .trace: 1
        case .debug: 5
        case .info: 9
        case .notice: 10
        case .warning: 13
        case .error: 17
        case .critical: 21
        }
    }
}
