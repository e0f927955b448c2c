import CRdKafka
import Testing

@testable import BusClients

@Suite struct KafkaFailureJudgeTests {
    private let observer = BusObserver(principal: "User:writer", host: "pod-1", cluster: "b-1:9096,b-2:9096")

    private func reading(_ troubles: [(rd_kafka_resp_err_t, String)]) -> EndpointReading {
        KafkaFailureJudge(
            troubles: troubles.map { KafkaTrouble(code: $0.0.rawValue, text: $0.1) }, observer: observer
        ).reading
    }

    @Test func noTroubleAtAllIsATimeout() {
        let reading = reading([])
        #expect(reading.reason == .timedOut)
        #expect(reading.message == "no broker of b-1:9096,b-2:9096 answered in time")
        #expect(reading.action.contains("pod-1"))
    }

    @Test func aRefusedLoginExplainsTheDisconnectsAroundIt() {
        let reading = reading([
            (RD_KAFKA_RESP_ERR__TRANSPORT, "b-1:9096/1: Disconnected"),
            (RD_KAFKA_RESP_ERR__AUTHENTICATION, "b-1:9096/1: SASL authentication error: no"),
            (RD_KAFKA_RESP_ERR__TIMED_OUT, "b-2:9096/2: timed out"),
        ])
        #expect(reading.reason == .authenticationFailed)
        #expect(reading.readiness == .unknown)
        #expect(reading.message == "the brokers refuse the login: b-1:9096: SASL authentication error: no")
        #expect(reading.action.contains("User:writer"))
    }

    @Test func brokersWithOneTroubleShareItsText() {
        let reading = reading(
            (1...5).map { index in
                (RD_KAFKA_RESP_ERR__TRANSPORT, "b-\(index):9096/x: Connect to ipv4#1 failed: Connection refused")
            })
        #expect(
            reading.message
                == "no broker accepts connections: b-1:9096, b-2:9096, b-3:9096 and 2 more: Connection refused")
    }

    @Test func theFourGreatFailuresHaveFourMessages() {
        let readings = [
            reading([(RD_KAFKA_RESP_ERR__TRANSPORT, "b-1:9096/1: Connection refused")]),
            reading([(RD_KAFKA_RESP_ERR__AUTHENTICATION, "b-1:9096/1: no")]),
            KafkaFailureJudge(
                troubles: [KafkaTrouble(certificateVerdict: 62, broker: "ssl://b-1:9096/1")], observer: observer
            ).reading, reading([(RD_KAFKA_RESP_ERR__RESOLVE, "b-1:9096/1: Name or service not known")]),
        ]
        #expect(
            readings.map(\.reason) == [.brokersUnreachable, .authenticationFailed, .tlsNameMismatch, .hostNotFound])
        #expect(Set(readings.map(\.message)).count == 4)
        #expect(Set(readings.map(\.action)).count == 4)
        #expect(readings.allSatisfy { $0.readiness == .unknown })
    }
}
