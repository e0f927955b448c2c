import Documents
import TestPeers

@testable import WriterSpecs

/// A good spec with one writer, of which tests change single members.
struct SpecBuilder {
    var common: JSONValue
    var top: JSONValue = [:]
    var writers: [JSONValue] = []
    var options = SpecReadingOptions()

    private init(common: JSONValue, top: JSONValue, writer: JSONValue) {
        self.common = common
        self.top = top
        writers = [writer]
    }

    static let writer: JSONValue = [
        "bus_subscriber_type": "ONLINE_WRITER", "name": "online", "request": ["cpu": "1", "memory": "1Gi"],
    ]

    static let pubSub = SpecBuilder(
        common: [
            "namespace": "ns", "service_account_name": "sa", "bus_writer_image_python": "example.com/python:1",
            "bus_writer_image_go": "example.com/go:1", "result_bus_online_store_subscription_id": "online-sub",
            "result_bus_metrics_subscription_id": "metrics-sub", "metrics_bus_subscription_id": "metrics-bus-sub",
            "metrics_bus_topic_id": "metrics-bus", "result_bus_topic_id": "result-bus", "bus_backend": "PUBSUB",
        ], top: [:], writer: writer)

    static let kafka = SpecBuilder(
        common: [
            "namespace": "ns", "service_account_name": "sa", "bus_writer_image_python": "example.com/python:1",
            "bus_writer_image_go": "example.com/go:1", "result_bus_topic_id": "result-bus",
            "metrics_bus_topic_id": "metrics-bus", "kafka_dlq_topic": "dlq", "bus_backend": "KAFKA",
        ], top: ["kafka_bootstrap_servers": "b-1:9092"], writer: writer)

    var document: JSONValue {
        var document = top
        document["common_persistence_specs"] = common
        if document["writers"] == nil { document["writers"] = .array(writers) }
        return document
    }

    func read() -> SpecReading { SpecReader.read(document.serialized(pretty: true), options: options) }

    /// The members of an object laid over those of another, `null` ones included.
    static func overlay(_ members: String, over object: JSONValue) throws -> JSONValue {
        var object = object
        for member in try JSONValue(parsing: members).object ?? JSONObject() { object[member.key] = member.value }
        return object
    }
}

/// Finds a diagnostic among those of a reading.
extension SpecReading {
    func finding(_ code: String, at path: String) -> Diagnostic? {
        diagnostics.first { $0.code == code && $0.path == path }
    }

    var codes: [String] { diagnostics.map(\.code) }
}

/// The specs of the documentation.
enum ExampleSpecs {
    static var kafka: [UInt8] { Array(Scratch.text(ofFile: Checkout.path("examples/kafka.json")).utf8) }
    static var pubSub: [UInt8] { Array(Scratch.text(ofFile: Checkout.path("examples/pubsub.json")).utf8) }
    static var mistakes: [UInt8] { Array(Scratch.text(ofFile: Checkout.path("examples/mistakes.json")).utf8) }
}
