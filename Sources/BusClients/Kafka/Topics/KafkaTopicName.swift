/// Kafka's rule for topic names (`Topic.validate`): 1 to 249 ASCII letters, digits, `.`, `_` and `-`, not `.` or `..`.
enum KafkaTopicName {
    /// Whether brokers accept the name.
    static func isValid(_ name: String) -> Bool {
        (1...249).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The reading of a name that brokers refuse.
    static func refusal(of name: String, observer: BusObserver) -> EndpointReading {
        EndpointReading(
            .invalidName, "'\(name.prefix(60))' is not a topic name",
            action: "use 1 to 249 letters, digits, '.', '_' or '-'", observer: observer)
    }
}
