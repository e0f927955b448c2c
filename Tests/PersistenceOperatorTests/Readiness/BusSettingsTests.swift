import PersistenceOperator
import Testing

@Suite struct BusSettingsTests {
    private func settings(servers: String? = nil, timeout: String = "15s") throws -> BusSettings {
        try BusSettings(
            check: .report, kafkaBootstrapServers: servers, kafkaCAFile: nil, kafkaCredentialsDirectory: nil,
            timeout: timeout)
    }

    @Test(arguments: [("15s", 15), ("15", 15), ("1m", 60), ("5m", 300), ("300s", 300)])
    func timesAreSecondsOrMinutes(text: String, seconds: Int) throws {
        #expect(try settings(timeout: text).timeout == .seconds(seconds))
    }

    @Test(arguments: ["", "s", "0", "-1", "301", "6m", "1h", "1.5s", "15 s", "9223372036854775807m"])
    func otherTimesAreWrongUsage(text: String) {
        #expect(throws: UsageError.self) { try settings(timeout: text) }
    }

    @Test func serversAreAListWithoutBlanks() throws {
        #expect(try settings(servers: "b-1:9096, b-2:9096").kafkaBootstrapServers == ["b-1:9096", "b-2:9096"])
        #expect(try settings().kafkaBootstrapServers.isEmpty)
        #expect(throws: UsageError.self) { try settings(servers: " ,") }
    }
}
