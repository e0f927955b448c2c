import BusClients
import Testing

@testable import PersistenceOperator

@Suite("what blocks and what only warns")
struct HealthSettingsTests {
    @Test("is the default's unless somebody says otherwise, the last word counting")
    func severities() throws {
        let settings = try HealthSettings(
            outageWindow: "7d",
            severities: ["RetentionTooShort=blocks", "IsrBelowMinimum=warns", "RetentionTooShort=ignored"])
        #expect(settings.outageWindow == .seconds(7 * 86_400))
        #expect(settings.severity(of: .retentionTooShort) == .ignored)
        #expect(settings.severity(of: .isrBelowMinimum) == .warns)
        #expect(settings.severity(of: .topicMissing) == .blocks)
        #expect(settings.severity(of: .subscriptionExpires) == .warns)
    }

    @Test(
        "what cannot be understood says what to write",
        arguments: [
            ("24h", "RetentionTooShort", "CODE=SEVERITY"), ("24h", "RetentionTooShort=fatal", "blocks, warns"),
            ("24h", "NoSuchCode=warns", "--explain list"), ("24h", "RetentionToShort=warns", "'RetentionTooShort'"),
            ("24h", "TimedOut=warns", "--bus-check"),
            ("24h", "Ready=warns", "no finding"), ("a day", "NoLeader=warns", "24h or 7d"),
            ("366d", "NoLeader=warns", "365d"),
        ])
    func refused(window: String, severity: String, hint: String) throws {
        let error = #expect(throws: UsageError.self) {
            try HealthSettings(outageWindow: window, severities: [severity])
        }
        #expect("\(try #require(error).report)".contains(hint))
    }

    @Test("every reading that is not ready blocks, no other does, and what cannot be seen is no finding")
    func defaults() {
        for reason in ReadinessReason.allCases {
            switch reason.readiness {
            case .notReady: #expect(reason.defaultSeverity == .blocks)
            case .unknown: #expect(reason.defaultSeverity == nil)
            case .ready: #expect(reason.defaultSeverity != .blocks)
            }
        }
    }

    @Test("a finding that is ignored is not told")
    func ignored() throws {
        var fixture = try HealthFixture.kafka()
        fixture.know("metrics-bus-1") { $0.replicas = 1 }
        fixture.settings.severities = [.replicationTooLow: .ignored]
        #expect(fixture.findings == [])
        fixture.settings.severities = [.replicationTooLow: .blocks]
        #expect(fixture.codes == ["blocks ReplicationTooLow kafka:metrics-bus-1"])
    }
}
