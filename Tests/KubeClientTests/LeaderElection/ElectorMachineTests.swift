import Testing

@testable import KubeClient

/// A Lease on a server, as two or more machines see it. Time passes only where a test says so.
private struct Election {
    var lease: (record: LeaseRecord, version: String)?
    var machines: [String: ElectorMachine] = [:]
    var now = Duration.seconds(1000)
    private var version = 0

    private let settings: LeaderElectionSettings

    init(_ names: String...) throws {
        settings = try #require(LeaderElectionSettings(namespace: "n", name: "lease"))
        for name in names { machines[name] = ElectorMachine(settings, identity: name) }
    }

    /// A machine by its name.
    subscript(name: String) -> ElectorMachine {
        get { machines[name] ?? ElectorMachine(settings, identity: name) }
        set { machines[name] = newValue }
    }

    func term(_ name: String) -> ElectorMachine.Term? { self[name].term }

    @discardableResult
    mutating func store(_ record: LeaseRecord) -> String {
        version += 1
        lease = (record, String(version))
        return String(version)
    }

    /// Changes the Lease as somebody's hand would.
    mutating func edit(_ change: (inout LeaseRecord) -> Void) {
        guard var record = lease?.record else { return }
        change(&record)
        store(record)
    }

    /// Carries one action of a machine out. `reaches`: whether its requests get through.
    mutating func step(_ name: String, reaches: Bool = true) -> ElectorMachine.Action {
        let action = self[name].next(at: now, date: "at \(now.components.seconds)")
        let failure = KubeError(.transport, "no way")
        switch action {
        case .wait: break
        case .read:
            if reaches {
                self[name].read(lease, at: now)
            } else {
                self[name].readFailed(at: now, chance: 0.5)
            }
        case .write(let record, let over, _):
            if !reaches {
                self[name].writeFailed(failure, at: now, chance: 0.5)
            } else if over == lease?.version {
                self[name].written(record, version: store(record), sent: now, at: now)
            } else {
                self[name].writeFailed(KubeError(.conflict, "changed"), at: now, chance: 0.5)
            }
        }
        return action
    }

    /// Lets a machine act until it waits.
    mutating func settle(_ name: String, reaches: Bool = true) {
        while true { if case .wait = step(name, reaches: reaches) { return } }
    }

    /// Lets time pass in tenths of seconds, in which all but those that are stopped act.
    mutating func pass(_ duration: Duration, stopped: Set<String> = [], cutOff: Set<String> = []) {
        let end = now + duration
        while now < end {
            now += .milliseconds(100)
            for name in machines.keys.sorted() where !stopped.contains(name) {
                settle(name, reaches: !cutOff.contains(name))
            }
        }
    }

    /// Who may write now: what its own clock and its own machine say, without any step of it.
    var writers: [String] {
        machines.keys.sorted().filter { name in
            self[name].term.map { now >= $0.from && now < $0.until } ?? false
        }
    }
}

@Suite("What an elector does next")
struct ElectorMachineTests {
    @Test("the first one creates the Lease, waits until nobody can be left who held one before, and renews every 2 s")
    func first() throws {
        var election = try Election("a")
        let start = election.now
        election.settle("a")
        #expect(election.lease?.record.holder == "a")
        #expect(election.lease?.record.durationSeconds == 15)
        #expect(election.term("a") == .init(from: start + .seconds(10), until: start + .seconds(10)))
        let acquired = election.lease?.record.acquired
        election.pass(.seconds(2))
        #expect(election.lease?.version == "2")
        #expect(election.lease?.record.acquired == acquired)
        #expect(election.lease?.record.renewed == "at 1002")
        #expect(election.lease?.record.transitions == 0)
        #expect(election.term("a")?.until == start + .seconds(12))
        election.pass(.seconds(60))
        #expect(election.writers == ["a"])
    }

    @Test("a released Lease is taken at the next look, and written under at once")
    func released() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(20))
        #expect(election.writers == ["a"])
        let last = try #require(election["a"].release(date: "end"))
        election.store(last.record)
        election.machines["a"] = nil
        election.pass(.milliseconds(2500))
        #expect(election.writers == ["b"])
        #expect(election.lease?.record.transitions == 1)
    }

    @Test("a crashed leader is followed 15 s after its last renewal was seen, within 20 s in all, and never sooner")
    func crash() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        let crash = election.now
        while election.writers != ["b"], election.now < crash + .seconds(60) {
            election.pass(.milliseconds(100), stopped: ["a"])
            #expect(election.writers.count <= 1)
        }
        #expect(election.now - crash <= .seconds(18))
        #expect(election.now - crash >= .seconds(10))
    }

    @Test("fault 5: a leader that was stopped may not write when it goes on, before it does anything else")
    func stopped() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        election.pass(.seconds(10), stopped: ["a"])
        #expect(election.writers.isEmpty)
        election.pass(.seconds(10), stopped: ["a"])
        #expect(election.writers == ["b"])
        election.settle("a")
        #expect(election.term("a") == nil)
        #expect(election["a"].takeLoss() == .deadline)
        #expect(election.writers == ["b"])
    }

    @Test("a leader that is cut off stops 10 s after its last renewal, 5 s before anybody may follow")
    func cutOff() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        let cut = election.now
        var ended: Duration?
        var followed: Duration?
        for _ in 0..<300 {
            election.pass(.milliseconds(100), cutOff: ["a"])
            if ended == nil, !election.writers.contains("a") { ended = election.now - cut }
            if followed == nil, election.writers.contains("b") { followed = election.now - cut }
            #expect(election.writers.count <= 1)
        }
        #expect((ended ?? .zero) <= .seconds(10))
        #expect((followed ?? .zero) - (ended ?? .zero) >= .seconds(5))
        election.pass(.seconds(30))
        #expect(election.writers == ["b"], "the first one does not fight when it is back")
    }

    @Test("a renewal whose answer is lost does not cost the leadership, and does not prolong it either")
    func lostAnswer() throws {
        var election = try Election("a")
        election.pass(.seconds(20))
        election.now += .seconds(2)
        guard case .write(let record, _, _) = election["a"].next(at: election.now, date: "x") else {
            Issue.record("no renewal")
            return
        }
        let until = try #require(election.term("a")?.until)
        election.store(record)
        election["a"].writeFailed(KubeError(.transport, "reset"), at: election.now, chance: 0)
        #expect(election.term("a")?.until == until)
        election.pass(.seconds(3))
        #expect(election.writers == ["a"])
        #expect(try #require(election.term("a")).until > until)
    }

    @Test(
        "fault 6: what the clocks of others say does not matter", arguments: ["2001-01-01", "2999-01-01", "nonsense"])
    func skew(time: String) throws {
        var election = try Election("b")
        election.store(LeaseRecord(holder: "a", durationSeconds: 15, acquired: time, renewed: time, transitions: 3))
        election.pass(.seconds(14))
        #expect(election.writers.isEmpty)
        election.pass(.seconds(2))
        #expect(election.writers == ["b"])
        #expect(election.lease?.record.transitions == 4)
    }

    @Test("fault 7: a deleted Lease ends the term at the next renewal; whoever makes it anew waits")
    func deleted() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        election.lease = nil
        for _ in 0..<150 {
            election.pass(.milliseconds(100))
            #expect(election.writers.count <= 1)
        }
        #expect(election.writers.count == 1)
        #expect(election.lease?.record.holder == election.writers.first)
    }

    @Test("fault 7: a Lease that a person emptied is not one that its holder released: the next one waits")
    func emptied() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        election.edit { $0.holder = "" }
        for _ in 0..<150 {
            election.pass(.milliseconds(100))
            #expect(election.writers.count <= 1)
        }
        #expect(election.writers.count == 1)
    }

    @Test("fault 7: a Lease that names nobody who is there is left alone for its time, and then taken")
    func strange() throws {
        var election = try Election("a")
        election.pass(.seconds(30))
        election.store(
            LeaseRecord(holder: "ghost", durationSeconds: 40, acquired: "", renewed: "", transitions: 9))
        election.pass(.seconds(3))
        #expect(election.writers.isEmpty)
        #expect(election["a"].takeLoss() == .taken(by: "ghost"))
        election.pass(.seconds(35))
        #expect(election.writers.isEmpty, "it has the 40 s that it declares")
        election.pass(.seconds(5))
        #expect(election.writers == ["a"])
    }

    @Test("fault 7: a shorter duration in the Lease shortens nothing")
    func shortDuration() throws {
        var election = try Election("a", "b")
        election.pass(.seconds(30))
        election.edit { $0.durationSeconds = 1 }
        for _ in 0..<100 {
            election.pass(.milliseconds(100))
            #expect(election.writers.count <= 1)
        }
        #expect(election.writers.count == 1)
    }

    @Test("three processes under all kinds of trouble: never two that may write", arguments: 0..<40)
    func random(seed: UInt64) throws {
        var chance = SeededChance(seed)
        var election = try Election("a", "b", "c")
        var worked = 0
        for _ in 0..<400 {
            let stopped = Set(["a", "b", "c"].filter { _ in chance.next(5) == 0 })
            let cutOff = Set(["a", "b", "c"].filter { _ in chance.next(4) == 0 })
            if chance.next(40) == 0 { election.lease = nil }
            election.pass(.milliseconds(Int64(100 + chance.next(50) * 100)), stopped: stopped, cutOff: cutOff)
            #expect(election.writers.count <= 1)
            worked += election.writers.count
        }
        #expect(worked > 0)
    }

    @Test("times that cannot work are refused", arguments: [(15, 15, 2), (10, 15, 2), (15, 10, 10), (15, 10, 0)])
    func settings(lease: Int, renew: Int, retry: Int) {
        #expect(
            LeaderElectionSettings(
                namespace: "n", name: "x", leaseDuration: .seconds(lease), renewDeadline: .seconds(renew),
                retryPeriod: .seconds(retry)) == nil)
    }
}

/// Numbers that are the same in every run (a linear congruential generator).
private struct SeededChance {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    mutating func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }
}
