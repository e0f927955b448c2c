import Documents
import Logging
import Testing

@testable import PersistenceOperator

@Suite("log records in OTLP")
struct OTLPLogsTests {
    private func record(
        _ message: String = "m", _ level: Logger.Level = .info, label: String = "controller",
        _ metadata: Logger.Metadata = [:]
    ) -> LogRecord {
        LogRecord(
            LogLine(
                time: WallTime(seconds: 1_700_000_000, nanoseconds: 7), level: level, label: label, message: message,
                metadata: metadata))
    }

    private func scopes(_ records: [LogRecord]) -> [JSONValue] {
        let request = OTLPLogs(resource: OTLPResource(instanceID: "operator-0")).request(records)
        return request["resourceLogs"]?.array?.first?["scopeLogs"]?.array ?? []
    }

    @Test("a record has its time, severity, text, and metadata as attributes")
    func whole() throws {
        let written = record("written \"x\"", .notice, ["count": "\(2)", "list": ["a", "b"], "map": ["k": "v"]])
        #expect(
            OTLPLogs(resource: OTLPResource(instanceID: "operator-0")).request([written])
                == (try JSONValue(
                    parsing: """
                        {"resourceLogs": [{
                          "resource": {"attributes": [
                            {"key": "service.instance.id", "value": {"stringValue": "operator-0"}},
                            {"key": "service.name", "value": {"stringValue": "persistence-operator"}},
                            {"key": "service.version", "value": {"stringValue": "\(OperatorVersion.current)"}}
                          ]},
                          "scopeLogs": [{
                            "scope": {"name": "controller"},
                            "logRecords": [{
                              "timeUnixNano": "1700000000000000007", "observedTimeUnixNano": "1700000000000000007",
                              "severityNumber": 10, "severityText": "notice", "body": {"stringValue": "written \\"x\\""},
                              "attributes": [
                                {"key": "count", "value": {"stringValue": "2"}},
                                {"key": "list", "value": {"arrayValue": {"values": [
                                  {"stringValue": "a"}, {"stringValue": "b"}]}}},
                                {"key": "map", "value": {"kvlistValue": {"values": [
                                  {"key": "k", "value": {"stringValue": "v"}}]}}}
                              ]
                            }]
                          }]
                        }]}
                        """)))
    }

    @Test("each logger is a scope, with its records in order")
    func grouped() {
        let scopes = scopes([record("1", label: "b"), record("2", label: "a"), record("3", label: "b")])
        #expect(scopes.map { $0[path: "scope", "name"]?.string } == ["a", "b"])
        #expect(
            scopes.last?["logRecords"]?.array?.compactMap { $0[path: "body", "stringValue"]?.string } == ["1", "3"])
    }

    @Test("each level has its severity")
    func severities() {
        let numbers = Logger.Level.allCases.map { level in
            scopes([record("", level)]).first?["logRecords"]?.array?.first?["severityNumber"]?.integer
        }
        #expect(Logger.Level.allCases == [.trace, .debug, .info, .notice, .warning, .error, .critical])
        #expect(numbers == [1, 5, 9, 10, 13, 17, 21])
    }

    @Test("every kind of value has its form")
    func values() {
        #expect(
            OTLPValue.any(["n": .null, "b": true, "i": -3, "d": .number(0.5)]) == [
                "kvlistValue": [
                    "values": [
                        ["key": "b", "value": ["boolValue": true]],
                        ["key": "d", "value": ["doubleValue": .number(0.5)]],
                        ["key": "i", "value": ["intValue": "-3"]], ["key": "n", "value": [:]],
                    ]
                ]
            ])
    }
}
