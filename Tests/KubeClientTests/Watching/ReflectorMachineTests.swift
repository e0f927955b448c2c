import Documents
import Testing

@testable import KubeClient

@Suite("What a reflector does next")
struct ReflectorMachineTests {
    private var machine = ReflectorMachine(ReflectorSettings())
    private var now = Duration.seconds(1000)

    private static let reset = KubeError(.transport, "reset")
    private static let gone = KubeError(.gone, "too old", httpStatus: 410)

    /// Carries out what the machine wants until it wants no more waiting, and returns that and the time waited.
    private mutating func next(chance: Double = 0.5) -> (action: ReflectorMachine.Action, waited: Duration) {
        var waited = Duration.zero
        while true {
            let action = machine.next(at: now, chance: chance)
            guard case .wait(let delay) = action else { return (action, waited) }
            waited += delay
            now += delay
        }
    }

    private mutating func list(_ version: String = "7") {
        #expect(next().action == .list)
        #expect(machine.listed(resourceVersion: version, at: now, chance: 0.5) == .taken)
    }

    /// One watch: how long it is open, what it tells, how it ends.
    private mutating func watch(open seconds: Int?, to version: String? = nil, _ error: KubeError? = nil) {
        if let seconds {
            machine.watchOpened(at: now)
            if let version { machine.advanced(to: version) }
            now += .seconds(seconds)
        }
        machine.watchEnded(with: error, at: now, chance: 0.5)
    }

    private static func watching(_ version: String) -> ReflectorMachine.Action { .watch(from: version, seconds: 40) }

    @Test("lists, then watches from the list's version, then from where the watch came to")
    mutating func resume() {
        list("7")
        #expect(next() == (Self.watching("7"), .zero))
        watch(open: 40, to: "9")
        #expect(next() == (Self.watching("9"), .zero))
        watch(open: 40)
        #expect(next().action == Self.watching("9"))
    }

    @Test("asks for 30 to 50 seconds, both included", arguments: [(0.0, 30), (0.5, 40), (0.999_999, 50)])
    mutating func watchSeconds(chance: Double, seconds: Int) {
        list()
        #expect(machine.next(at: now, chance: chance) == .watch(from: "7", seconds: seconds))
    }

    @Test("fault 12: lists again every 10 minutes, a tenth more or less", arguments: [(0.0, 540), (1.0, 660)])
    mutating func relist(chance: Double, seconds: Int) {
        #expect(machine.next(at: now, chance: 0) == .list)
        #expect(machine.listed(resourceVersion: "7", at: now, chance: chance) == .taken)
        now += .seconds(seconds - 1)
        #expect(next().action == Self.watching("7"))
        now += .seconds(1)
        #expect(next().action == .list)
    }

    @Test("a list that somebody asked for waits for nothing, and one that was under way is not taken for it")
    mutating func asked() {
        list("7")
        #expect(next() == (Self.watching("7"), .zero))
        machine.relist()
        watch(open: 1, Self.reset)
        #expect(machine.next(at: now, chance: 0.5) == .list)
        machine.relist()
        #expect(machine.listed(resourceVersion: "8", at: now, chance: 0.5) == .taken)
        #expect(machine.next(at: now, chance: 0.5) == .list)
        machine.listFailed(KubeError(.forbidden, "no"), at: now, chance: 0.5)
        guard case .wait = machine.next(at: now, chance: 0.5) else {
            Issue.record("its failure is a failure like any other")
            return
        }
        #expect(next().action == .list)
    }

    @Test("fault 13: a version that goes back does not move the watch back, one that is no number does move it")
    mutating func advance() {
        list("7")
        machine.advanced(to: "12")
        machine.advanced(to: "11")
        machine.advanced(to: "")
        #expect(machine.resourceVersion == "12")
        machine.advanced(to: "opaque")
        #expect(machine.resourceVersion == "opaque")
    }

    @Test("fault 14: 410 leads to a list, as status before the watch is open and as event in it", arguments: [nil, 40])
    mutating func gone(open: Int?) {
        list()
        _ = next()
        watch(open: open, Self.gone)
        let (action, waited) = next()
        #expect(action == .list)
        #expect(waited == .milliseconds(375))
    }

    @Test("fault 14: 410 in the middle of paging begins the list again, later and later")
    mutating func goneWhilePaging() {
        var waits: [Duration] = []
        for _ in 0..<4 {
            #expect(next().action == .list)
            machine.listFailed(Self.gone, at: now, chance: 0.5)
            waits.append(next().waited)
        }
        #expect(waits == [.milliseconds(375), .milliseconds(750), .milliseconds(1500), .seconds(3)])
    }

    @Test("a list that always succeeds and a watch that is always refused are no hot loop either")
    mutating func goneForEver() {
        var waited = Duration.zero
        for _ in 0..<20 {
            list()
            _ = next()
            watch(open: nil, Self.gone)
            waited += next().waited
        }
        #expect(waited > .seconds(300))
    }

    @Test("fault 17: a watch that closes every second is asked for less and less often")
    mutating func closingWatch() {
        list()
        var waits: [Int64] = []
        for _ in 0..<9 {
            _ = next()
            watch(open: 1, to: "8")
            waits.append(next().waited.components.seconds)
        }
        #expect(waits == [0, 0, 1, 3, 6, 12, 22, 22, 22])
    }

    @Test("fault 17: the back-off begins anew after a healthy while, not after a short success")
    mutating func healthyWhile() {
        list()
        for _ in 0..<6 {
            _ = next()
            watch(open: 9)
        }
        #expect(machine.failures == 6)
        _ = next()
        watch(open: 10)
        #expect(machine.failures == 0)
        #expect(next() == (Self.watching("7"), .zero))
        watch(open: 10, Self.reset)
        #expect(next().waited == .milliseconds(375))
    }

    @Test("a watch that waits long for its answer is not healthy")
    mutating func neverOpened() {
        list()
        for failures in 1...3 {
            _ = next()
            now += .seconds(55)
            watch(open: nil, Self.reset)
            #expect(machine.failures == failures)
        }
    }

    @Test(
        "fault 22, 23, 24: outages and refusals go on from the last version, without a list",
        arguments: [
            KubeError(.transport, ""), KubeError(.serverError, "", httpStatus: 503),
            KubeError(.tooManyRequests, "", httpStatus: 429), KubeError(.forbidden, "", httpStatus: 403),
            KubeError(.unauthorized, "", httpStatus: 401), KubeError(.credentials, ""),
        ])
    mutating func resumable(error: KubeError) {
        list("7")
        _ = next()
        watch(open: nil, error)
        #expect(next().action == Self.watching("7"))
    }

    @Test(
        "what would come again in the same place leads to a list",
        arguments: [KubeError.Code.decoding, .badRequest, .notFound])
    mutating func notResumable(code: KubeError.Code) {
        list()
        _ = next()
        watch(open: 0, KubeError(code, ""))
        #expect(next().action == .list)
    }

    @Test("fault 32: a server whose data ends before our version is listed again")
    mutating func versionTooLarge() throws {
        let status = try #require(
            KubeStatus([
                "kind": "Status", "code": 504, "reason": "Timeout",
                "details": [
                    "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]]
                ],
            ]))
        list()
        _ = next()
        watch(open: nil, KubeError(.serverError, "", httpStatus: 504, status: status))
        #expect(next().action == .list)
    }

    @Test("fault 22: in an outage of 30 minutes it asks some 60 times, never more than 30 s apart")
    mutating func outage() {
        let start = now
        var attempts = 0
        while now - start < .seconds(1800) {
            let waited = next().waited
            #expect(waited <= .seconds(30))
            machine.listFailed(KubeError(.serverError, "", httpStatus: 503), at: now, chance: 1)
            attempts += 1
        }
        #expect((60...75).contains(attempts))
    }

    @Test(
        "fault 21: Retry-After is honoured up to a minute, and chance comes on top",
        arguments: [(3, 3.25), (60, 60.25), (100_000, 60.25), (0, 0.375)])
    mutating func retryAfter(asked: Int, waited: Double) {
        _ = next()
        let error = KubeError(.tooManyRequests, "", httpStatus: 429, retryAfter: .seconds(asked))
        machine.listFailed(error, at: now, chance: 0.5)
        #expect(next().waited == .seconds(waited))
    }

    @Test("chance moves a wait between half of the bound and all of it", arguments: [(0.0, 0.25), (1.0, 0.5)])
    mutating func jitter(chance: Double, waited: Double) {
        _ = next()
        machine.listFailed(Self.reset, at: now, chance: chance)
        #expect(next().waited == .seconds(waited))
    }

    @Test("fault 10: a list that goes back is not taken over, the next good one is")
    mutating func olderList() {
        list("100")
        now += .seconds(700)
        #expect(next().action == .list)
        #expect(machine.listed(resourceVersion: "90", at: now, chance: 0.5) == .older)
        #expect(machine.resourceVersion == "100")
        let (action, waited) = next()
        #expect(action == .list)
        #expect(waited > .zero)
        #expect(machine.listed(resourceVersion: "101", at: now, chance: 0.5) == .taken)
        #expect(next().action == Self.watching("101"))
    }

    @Test("fault 10, 32: the third list in a row that goes back is believed: a restored backup")
    mutating func restoredBackup() {
        list("100")
        now += .seconds(700)
        for verdict in [ReflectorMachine.ListVerdict.older, .older, .taken] {
            #expect(next().action == .list)
            #expect(machine.listed(resourceVersion: "90", at: now, chance: 0.5) == verdict)
        }
        #expect(next().action == Self.watching("90"))
    }

    @Test("fault 32: a server that was lost and is silent in the next watch is listed: it may be behind our version")
    mutating func silentAfterOutage() {
        list("100")
        _ = next()
        watch(open: 40)
        #expect(next().action == Self.watching("100"), "silence alone is no sign")
        watch(open: 40, Self.reset)
        _ = next()
        // From before what is known: a restored server may send such bookmarks.
        watch(open: 40, to: "90")
        for verdict in [ReflectorMachine.ListVerdict.older, .older, .taken] {
            #expect(next().action == .list)
            #expect(machine.listed(resourceVersion: "90", at: now, chance: 0.5) == verdict)
        }
        #expect(next().action == Self.watching("90"))
        watch(open: 40)
        #expect(next().action == Self.watching("90"))
    }

    @Test("fault 32: a server that was lost and tells what is new is not listed")
    mutating func newsAfterOutage() {
        list("100")
        _ = next()
        watch(open: 40, Self.reset)
        _ = next()
        watch(open: 40, to: "101")
        #expect(next().action == Self.watching("101"))
    }

    @Test("versions that are no numbers are taken as they come")
    mutating func opaqueVersions() {
        list("b")
        now += .seconds(700)
        list("a")
        #expect(next().action == Self.watching("a"))
    }
}
