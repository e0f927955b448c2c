import Testing

@testable import PersistenceOperator

@Suite("the readiness of the controller")
struct HealthTests {
    private let good = Health(cachesSynced: true, silence: .seconds(20), currentPass: nil, hasSpec: true)

    @Test("is given while it hears of the API server and makes progress")
    func ready() {
        #expect(good.problems.isEmpty)
        var working = good
        working.currentPass = .seconds(300)
        #expect(working.problems.isEmpty)
    }

    @Test(
        "fault 16: is taken away when nothing was heard for two minutes, when a pass does not end, and before the caches are filled"
    )
    func notReady() {
        var health = good
        health.silence = .seconds(121)
        #expect(health.problems == ["nothing was heard of the API server for 121 s"])
        health.currentPass = .seconds(1000)
        health.cachesSynced = false
        #expect(health.problems.count == 3)
    }

    @Test("does not depend on the spec: a bad one is no reason to restart the process")
    func withoutSpec() {
        #expect(Health(cachesSynced: false, silence: nil, currentPass: nil, hasSpec: false).problems.isEmpty)
    }

    @Test("depends on whether the source could be read, and may be: that is no fault of the spec")
    func unreadable() {
        var health = Health(cachesSynced: false, silence: nil, currentPass: nil, hasSpec: false, isSourceRead: false)
        #expect(health.problems == ["the spec has not been read yet"])
        health.isSourceRead = true
        health.refusal = "it may not be read"
        #expect(health.problems == ["it may not be read"])
        var running = good
        running.refusal = "it may not be read"
        #expect(running.problems == ["it may not be read"])
    }

    @Test("the kernel tells what the process uses")
    func usage() throws {
        let usage = try #require(ProcessUsage.now())
        #expect(usage.processorSeconds > 0)
        #expect(usage.residentBytes > 1_000_000)
        #expect(usage.descriptors >= 3)
    }
}
