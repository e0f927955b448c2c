import BusClients
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the health of Pub/Sub subscriptions")
struct SubscriptionHealthTests {
    private func findings(_ facts: PubSubSubscriptionFacts) throws -> [BusFinding] {
        var fixture = HealthFixture(spec: try SpecFixture.pubSub())
        let resources = fixture.spec.writers.flatMap(\.endpoints).map(\.resource)
        let subscription = try #require(
            resources.first { if case .pubSubSubscription(_, "metrics-sub", _) = $0 { true } else { false } })
        fixture.readings[subscription] = EndpointReading(
            .ready, "", facts: .subscription(facts), observer: HealthFixture.observer)
        return fixture.findings
    }

    /// What nothing is wrong with.
    private let healthy = PubSubSubscriptionFacts(
        expiresAfter: nil, acknowledgementDeadline: .seconds(60), deadLetterTopic: "projects/p/topics/dead")

    @Test("of a healthy subscription nothing is said; the service's defaults are not healthy")
    func defaults() throws {
        #expect(try findings(healthy) == [])
        let found = try findings(PubSubSubscriptionFacts())
        #expect(
            found.map { "\($0.severity.rawValue) \($0.reason.rawValue)" }
                == ["warns SubscriptionExpires", "informs AckDeadlineShort", "informs NoDeadLetterPolicy"])
        #expect(found.first?.seen == "expires after 31 d")
        #expect(found.allSatisfy { !$0.writers.isEmpty })
    }

    @Test("what hides or loses messages is found")
    func losses() throws {
        var facts = healthy
        facts.filter = #"attributes.kind = "a""#
        facts.retention = .seconds(600)
        let found = try findings(facts)
        #expect(found.map(\.reason) == [.retentionTooShort, .subscriptionFiltered])
        #expect(found.map(\.seen) == ["message retention 10 min", #"filter attributes.kind = "a""#])
    }
}
