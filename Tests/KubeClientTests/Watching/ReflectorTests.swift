import Documents
import FoundationEssentials
import HTTPTransport
import Logging
import Synchronization
import TestPeers
import Testing

@testable import KubeClient

@Suite("Reflectors on a scripted server")
struct ReflectorTests {
    private let clock = ImmediateClock()

    /// A server with one script for lists and one for watches; the last response of each is repeated.
    private func server(lists: [StubResponse], watches: [StubResponse]) throws -> StubHTTPServer {
        let counts = Mutex((lists: 0, watches: 0))
        return try StubHTTPServer { request in
            counts.withLock { counts in
                if request.target.contains("watch=1") {
                    defer { counts.watches += 1 }
                    return watches[min(counts.watches, watches.count - 1)]
                }
                defer { counts.lists += 1 }
                return lists[min(counts.lists, lists.count - 1)]
            }
        }
    }

    private func reflector(
        _ server: StubHTTPServer, settings: ReflectorSettings = ReflectorSettings(relistInterval: .seconds(100_000)),
        credentials: CredentialSource = .none
    ) -> Reflector<String> {
        let configuration = KubeConfiguration(
            server: server.url, proxy: .none, credentials: credentials,
            impersonation: KubeConfiguration.Impersonation(user: "somebody"))
        let source = ReflectorSource(
            client: KubeClient(configuration, clock: clock), resource: .configMaps, namespace: "n",
            labelSelector: "a=b",
            fieldSelector: nil, project: WatchFixture.value)
        return Reflector(
            source, settings: settings, clock: clock, chance: { 0.5 }, logger: Logger(label: "test"))
    }

    /// Runs a reflector for the time of the body.
    private func running(_ reflector: Reflector<String>, _ body: (ChangeLog) async throws -> Void) async throws {
        let log = ChangeLog()
        let task = Task { await reflector.run(onChange: log.add) }
        do { try await body(log) } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    private func watches(_ server: StubHTTPServer) -> [StubRequest] {
        server.requests.filter { $0.target.contains("watch=1") }
    }

    private func values(_ reflector: Reflector<String>) -> [String: String] {
        Dictionary(uniqueKeysWithValues: reflector.snapshot.items.map { ($0.key.description, $0.value) })
    }

    @Test("lists in pages, then watches; tells each change once and in order")
    func listAndWatch() async throws {
        let server = try server(
            lists: [
                WatchFixture.list(WatchFixture.object("a", 1, value: "1"), version: 7, token: "t"),
                WatchFixture.list(WatchFixture.object("b", 2, value: "1"), version: 7),
            ],
            watches: [
                WatchFixture.openWatch(
                    WatchFixture.event("MODIFIED", WatchFixture.object("a", 8, value: "2")),
                    WatchFixture.event("DELETED", WatchFixture.object("b", 9)),
                    WatchFixture.event("ADDED", WatchFixture.object("c", 10, value: "1")), WatchFixture.bookmark(12))
            ])
        let reflector = reflector(server)
        #expect(reflector.snapshot.lastContact == nil)
        try await running(reflector) { log in
            try await eventually("the bookmark was read") { reflector.snapshot.resourceVersion == "12" }
            #expect(log.all == ["+a=1", "+b=1", "synced", "~a=1→2", "-b=1", "+c=1"])
            #expect(values(reflector) == ["n/a": "2", "n/c": "1"])
            let snapshot = reflector.snapshot
            #expect(snapshot.isSynced && snapshot.lists == 1 && snapshot.watches == 1 && snapshot.lastError == nil)
            #expect(snapshot.lastContact != nil)
        }
        #expect(
            server.requests.map(\.target) == [
                "/api/v1/namespaces/n/configmaps?labelSelector=a%3Db&limit=500",
                "/api/v1/namespaces/n/configmaps?labelSelector=a%3Db&limit=500&continue=t",
                "/api/v1/namespaces/n/configmaps?watch=1&labelSelector=a%3Db&resourceVersion=7"
                    + "&allowWatchBookmarks=true&timeoutSeconds=40",
            ])
        #expect(server.requests.allSatisfy { $0.header("Impersonate-User") == "somebody" })
    }

    @Test("a client knows what its reflectors have seen; what one counted that has ended does not go back")
    func census() async throws {
        let server = try server(
            lists: [WatchFixture.list(WatchFixture.object("a", 1), WatchFixture.object("b", 2), version: 7)],
            watches: [WatchFixture.openWatch(WatchFixture.bookmark(8))])
        let client = KubeClient(KubeConfiguration(server: server.url, proxy: .none, credentials: .none))
        #expect(client.watchedCollections.isEmpty)
        func seen(_ objects: Int, _ watches: Int) -> [WatchedCollection] {
            [WatchedCollection(kind: "ConfigMap", namespace: "n", objects: objects, watches: watches)]
        }
        for round in 1...2 {
            let reflector = Reflector(
                client: client, resource: .configMaps, namespace: "n", logger: Logger(label: "test"),
                project: WatchFixture.value)
            try await running(reflector) { _ in
                try await eventually("the watch has begun") { client.watchedCollections == seen(2, round) }
            }
            #expect(client.watchedCollections == seen(0, round))
        }
    }

    @Test("a watch that ends is resumed where it was; its connection is not that of the lists")
    func resume() async throws {
        let server = try server(
            lists: [WatchFixture.list(version: 7)],
            watches: [WatchFixture.watch(WatchFixture.bookmark(8)), WatchFixture.openWatch(WatchFixture.bookmark(9))])
        let reflector = reflector(server)
        try await running(reflector) { _ in
            try await eventually("the second watch was read") { reflector.snapshot.resourceVersion == "9" }
        }
        #expect(watches(server).map { $0.target.contains("resourceVersion=8&") } == [false, true])
        #expect(server.connections == 2)
        let snapshot = reflector.snapshot
        #expect(snapshot.watches == 2 && snapshot.lists == 1)
    }

    @Test(
        "fault 14: 410 as status, as ERROR event and in the middle of paging: listed again, nothing lost, nothing twice"
    )
    func gone() async throws {
        let a = WatchFixture.object("a", 1, value: "1")
        let b = WatchFixture.object("b", 2, value: "1")
        let server = try server(
            lists: [
                WatchFixture.list(a, version: 7), WatchFixture.list(a, version: 17),
                WatchFixture.list(a, version: 27, token: "old"), WatchFixture.expired,
                WatchFixture.list(a, b, version: 37),
            ],
            watches: [
                WatchFixture.expired, WatchFixture.watch(WatchFixture.bookmark(18), WatchFixture.error(410, "Expired")),
                WatchFixture.openWatch(WatchFixture.event("DELETED", WatchFixture.object("a", 38))),
            ])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("the last watch was read") { reflector.snapshot.resourceVersion == "38" }
            #expect(log.all == ["+a=1", "synced", "+b=1", "-a=1"])
            #expect(reflector.snapshot.lastError == nil)
            #expect(reflector.snapshot.lists == 3)
        }
        #expect(clock.sleeps.count == 3)
    }

    @Test("fault 15: a watch that is reset in the middle of a line goes on before that line, on a new connection")
    func resetInBody() async throws {
        let event = WatchFixture.event("ADDED", WatchFixture.object("a", 9, value: "zoë"))
        let cut = Array((WatchFixture.bookmark(8) + event).utf8.dropLast(8))
        let server = try server(
            lists: [WatchFixture.list(version: 7)],
            watches: [
                StubResponse.chunked(pieces: [cut], isComplete: false).then(.reset), WatchFixture.openWatch(event),
            ])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("the second watch was read") { reflector.snapshot.resourceVersion == "9" }
            #expect(log.all == ["synced", "+a=zoë"])
        }
        // Not a list: the reset may overtake the bookmark, but what came before it is kept.
        #expect(server.requests.count == 3)
        #expect(server.connections == 3)
    }

    @Test("fault 16: a connection that says nothing is given up a little after its time, and a new one is used")
    func silence() async throws {
        let server = try server(
            lists: [WatchFixture.list(version: 7)],
            watches: [WatchFixture.openWatch(), WatchFixture.openWatch(WatchFixture.bookmark(8))])
        let reflector = reflector(
            server, settings: ReflectorSettings(watchSeconds: 0...0, watchGrace: .milliseconds(300)))
        try await running(reflector) { _ in
            try await eventually("a watch told something") { reflector.snapshot.resourceVersion == "8" }
        }
        // The list's connection and one for each watch.
        #expect(server.connections >= 3)
    }

    @Test("fault 17: a watch that closes at once is asked for later and later, and the cache stays")
    func closingWatch() async throws {
        let server = try server(
            lists: [WatchFixture.list(WatchFixture.object("a", 1, value: "1"), version: 7)],
            watches: [WatchFixture.watch()])
        let reflector = reflector(server)
        try await running(reflector) { _ in
            try await eventually("many watches") { clock.sleeps.count >= 9 }
            #expect(values(reflector) == ["n/a": "1"])
        }
        #expect(clock.sleeps.prefix(9).last == .milliseconds(22_500))
    }

    @Test("fault 12: what no event told is found by the next list")
    func droppedEvents() async throws {
        let server = try server(
            lists: [
                WatchFixture.list(
                    WatchFixture.object("a", 1, value: "1"), WatchFixture.object("b", 2, value: "1"), version: 7),
                WatchFixture.list(WatchFixture.object("a", 8, value: "2"), version: 9),
            ], watches: [WatchFixture.watch(), WatchFixture.openWatch()])
        let reflector = reflector(server, settings: ReflectorSettings(relistInterval: .milliseconds(100)))
        try await running(reflector) { log in
            try await eventually("the second list was taken over") { reflector.snapshot.lists >= 2 }
            #expect(log.all.prefix(5) == ["+a=1", "+b=1", "synced", "~a=1→2", "-b=1"])
        }
    }

    @Test("fault 10: nothing is deleted by a list that goes back")
    func olderList() async throws {
        let a = WatchFixture.object("a", 80, value: "1")
        let server = try server(
            lists: [
                WatchFixture.list(a, version: 100), WatchFixture.list(version: 50), WatchFixture.list(a, version: 101),
            ],
            watches: [WatchFixture.expired, WatchFixture.openWatch(WatchFixture.bookmark(102))])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("the watch was read") { reflector.snapshot.resourceVersion == "102" }
            #expect(log.all == ["+a=1", "synced"])
        }
    }

    @Test("fault 22: an outage empties nothing and needs no restart; the error shows, then not any more")
    func outage() async throws {
        let outage = [StubResponse](repeating: StubResponse(503, json: "{}"), count: 8)
        let server = try server(
            lists: outage + [WatchFixture.list(WatchFixture.object("a", 1, value: "1"), version: 7)],
            watches: [WatchFixture.watch()] + outage + [WatchFixture.openWatch(WatchFixture.bookmark(8))])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("the last watch was read") { reflector.snapshot.resourceVersion == "8" }
            #expect(log.all == ["+a=1", "synced"])
            #expect(reflector.snapshot.lastError == nil)
            #expect(reflector.snapshot.lists == 1)
        }
    }

    @Test("fault 23: a refusal shows and is asked again, later and later")
    func forbidden() async throws {
        let server = try server(
            lists: [
                StubResponse(
                    403,
                    json:
                        #"{"kind":"Status","code":403,"reason":"Forbidden","message":"user x cannot list configmaps"}"#)
            ], watches: [WatchFixture.openWatch()])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("several attempts") { server.requests.count > 8 }
            #expect(reflector.snapshot.lastError?.code == .forbidden)
            #expect(reflector.snapshot.lastError?.description.contains("cannot list configmaps") == true)
            #expect(!reflector.snapshot.isSynced)
            #expect(log.all == [])
        }
        #expect(clock.sleeps.prefix(8).last == .milliseconds(22_500))
    }

    @Test("lists anew where that is asked for: out of a watch, and out of a long wait", .timeLimit(.minutes(1)))
    func relist() async throws {
        let server = try server(
            lists: [
                WatchFixture.list(WatchFixture.object("a", 1, value: "1"), version: 7), StubResponse(403, json: "{}"),
                WatchFixture.list(WatchFixture.object("a", 8, value: "2"), version: 9),
            ], watches: [WatchFixture.openWatch()])
        let client = KubeClient(KubeConfiguration(server: server.url, proxy: .none, credentials: .none))
        let source = ReflectorSource(
            client: client, resource: .configMaps, namespace: "n", labelSelector: nil, fieldSelector: nil,
            project: WatchFixture.value)
        let long = ReflectorSettings(baseDelay: .seconds(3600), maximumDelay: .seconds(3600))
        let reflector = Reflector(
            source, settings: long, clock: ContinuousClock(), chance: { 0.5 }, logger: Logger(label: "test"))
        try await running(reflector) { log in
            try await eventually("a watch is open") { reflector.snapshot.watches == 1 }
            client.relist()
            try await eventually("the second list is refused") { reflector.snapshot.refusal != nil }
            reflector.relist()
            try await eventually("the third list is taken") { reflector.snapshot.lists == 2 }
            try await eventually("it is told, and watched") { log.all == ["+a=1", "synced", "~a=1→2"] }
            #expect(reflector.snapshot.lastError == nil)
        }
    }

    @Test("a refusal is told once, whatever fails beside it, and that it is over")
    func refusals() async throws {
        let server = try server(
            lists: [
                StubResponse(403, json: "{}"), StubResponse(503, json: "{}"), StubResponse(403, json: "{}"),
                StubResponse(401, json: "{}"), WatchFixture.list(version: 7),
            ],
            watches: [
                StubResponse(503, json: "{}"), StubResponse(403, json: "{}"), WatchFixture.openWatch(),
            ])
        let reflector = reflector(server)
        let told = Mutex<[KubeError.Code?]>([])
        let task = Task {
            await reflector.run { refusal in
                told.withLock { $0.append(refusal?.code) }
            } onChange: { _ in
            }
        }
        try await eventually("the last watch has begun") { told.withLock { $0.count } == 5 }
        #expect(told.withLock { $0 } == [.forbidden, .unauthorized, nil, .forbidden, nil])
        #expect(reflector.snapshot.refusal == nil)
        task.cancel()
        await task.value
    }

    @Test("fault 24: after a 401 the token is read again, for lists and for watches; 401 for ever shows")
    func unauthorized() async throws {
        let path = try Scratch.file("token", "first")
        let server = try StubHTTPServer { request in
            let isWatch = request.target.contains("watch=1")
            switch request.header("Authorization") {
            case "Bearer first" where !isWatch: return WatchFixture.list(version: 7)
            case "Bearer first":
                try? "second".write(toFile: path, atomically: true, encoding: .utf8)
                return StubResponse(401)
            case "Bearer second" where isWatch:
                return WatchFixture.watch(WatchFixture.bookmark(8), WatchFixture.error(410, ""))
            default: return StubResponse(401)
            }
        }
        let reflector = reflector(server, credentials: .tokenFile(path))
        try await running(reflector) { _ in
            try await eventually("the watch was read with the new token") { reflector.snapshot.resourceVersion == "8" }
            try await eventually("the error shows") { reflector.snapshot.lastError?.code == .unauthorized }
        }
    }

    @Test("an object that cannot be read keeps its old item, and the others go on")
    func unreadable() async throws {
        let server = try server(
            lists: [
                WatchFixture.list(
                    WatchFixture.object("a", 1, value: "1"), WatchFixture.object("b", 1, value: "bad"), version: 7)
            ],
            watches: [
                WatchFixture.openWatch(
                    WatchFixture.event("MODIFIED", WatchFixture.object("a", 8, value: "bad")),
                    WatchFixture.event("MODIFIED", WatchFixture.object("b", 9, value: "2")))
            ])
        let reflector = reflector(server)
        try await running(reflector) { log in
            try await eventually("the watch was read") { reflector.snapshot.resourceVersion == "9" }
            #expect(log.all == ["+a=1", "synced", "+b=2"])
        }
    }

    @Test("cancelling ends the run and its watch; running again lists anew")
    func cancellation() async throws {
        let server = try server(
            lists: [WatchFixture.list(WatchFixture.object("a", 1, value: "1"), version: 7)],
            watches: [WatchFixture.openWatch()])
        let reflector = reflector(server)
        for round in 1...2 {
            try await running(reflector) { log in
                try await eventually("a watch is open") { reflector.snapshot.watches == round }
                #expect(log.all == (round == 1 ? ["+a=1", "synced"] : []))
            }
            try await eventually("the watch was left") { server.abandoned == round }
        }
        #expect(reflector.snapshot.lists == 2)
    }
}
