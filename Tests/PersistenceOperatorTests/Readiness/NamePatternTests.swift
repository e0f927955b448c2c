import Testing

@testable import PersistenceOperator

@Suite("names in which * stands for anything")
struct NamePatternTests {
    @Test(
        "fit whole names",
        arguments: [
            ("a", "a", true), ("a", "ab", false), ("a", "ba", false), ("", "", true), ("", "a", false), ("*", "", true),
            ("*", "abc", true), ("AmazonMSK_*", "AmazonMSK_x", true), ("AmazonMSK_*", "AmazonMSK_", true),
            ("AmazonMSK_*", "xAmazonMSK_y", false), ("*.amazonaws.com", "b-1.kafka.eu-1.amazonaws.com", true),
            ("*.amazonaws.com", "b-1.amazonaws.com.evil.example", false), ("*.amazonaws.com", "amazonaws.com", false),
            ("a*b*c", "a-b-c", true), ("a*b*c", "abc", true), ("a*b*c", "acb", false), ("a*b*c", "ab", false),
            ("a*a", "a", false), ("a*a", "aa", true), ("*b*b*", "b", false), ("*b*b*", "xbxbx", true),
        ])
    func whole(pattern: String, name: String, fits: Bool) {
        #expect(NamePattern(pattern).matches(name) == fits)
    }

    @Test(
        "what librdkafka would read as another host is allowed by no pattern",
        arguments: [
            "evil.example/b.example.com:9096", "evil.example:9096/.example.com:9096", "SASL_SSL://b.example.com:9096",
            "evil.example,b.example.com:9096", "evil.example\u{0}.example.com:9096", "evil.example b.example.com:9096",
        ])
    func otherHosts(server: String) {
        let policy = BusPolicy(secrets: [], brokers: ["*.example.com", "*"], isShared: true)
        #expect(!policy.allows(server: server))
        #expect(policy.allows(server: "[::1]:9096"))
    }

    @Test("hosts are compared without case and port; what is shared has nothing by default")
    func policy() {
        let policy = BusPolicy(secrets: [], brokers: ["*.Example.com"], isShared: false)
        #expect(policy.allows(secret: "anything"))
        #expect(policy.allows(server: "B-1.example.COM:9096"))
        #expect(!policy.allows(server: "example.net:9096"))
        let shared = BusPolicy(secrets: [], brokers: [], isShared: true)
        #expect(!shared.allows(secret: "anything"))
        #expect(!shared.allows(server: "b-1:9096"))
    }
}
