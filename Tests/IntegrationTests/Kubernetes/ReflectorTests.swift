import Documents
import FoundationEssentials
import HTTPTransport
import Logging
import Synchronization
import TestPeers
import Testing

@testable import KubeClient

@Suite("Reflectors on a real API server", .requires(.controlPlane))
struct ReflectorTests {
    /// What a reflector told, as `+name=value`, `~name=value`, `-name`, `synced`.
    private final class Changes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }

        func add(_ change: ReflectorChange<String>) {
            let line =
                switch change {
                case .synced: "synced"
                case .upserted(let name, let old, let new): "\(old == nil ? "+" : "~")\(name.name)=\(new)"
                case .deleted(let name, _): "-\(name.name)"
                }
            lines.withLock { $0.append(line) }
        }
    }

    private func client(_ kubeconfig: String) throws -> KubeClient {
        KubeClient(try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: kubeconfig)))
    }

    private func reflector(
        _ client: KubeClient, _ namespace: TestNamespace, selector: String? = "app=a",
        settings: ReflectorSettings = ReflectorSettings()
    ) -> Reflector<String> {
        Reflector(
            client: client, resource: .configMaps, namespace: namespace.name, labelSelector: selector,
            settings: settings,
            logger: Logger(label: "test")
        ) { $0[path: "data", "value"]?.string }
    }

    private func running(_ reflector: Reflector<String>, _ body: (Changes) async throws -> Void) async throws {
        let changes = Changes()
        let task = Task { await reflector.run(onChange: changes.add) }
        do {
            try await eventually("the first list") { reflector.snapshot.isSynced }
            try await body(changes)
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    private func create(_ name: String, _ value: String, in namespace: TestNamespace) async throws {
        try await namespace.create(
            "configmaps",
            [
                "metadata": ["name": .string(name), "labels": ["app": "a"]], "data": ["value": .string(value)],
            ])
    }

    private func isKnown(
        _ value: String?, of name: String, by reflector: Reflector<String>, in namespace: TestNamespace
    ) -> Bool {
        reflector.snapshot.items[ObjectName(namespace: namespace.name, name: name)] == value
    }

    @Test("more watches than one connection carries all see what happens")
    func many() async throws {
        try await ControlPlane.shared().withNamespace { namespace in
            let client = try client(namespace.controlPlane.adminKubeconfig)
            defer { client.shutdown() }
            try await create("object", "1", in: namespace)
            let reflectors = (0..<150).map { _ in reflector(client, namespace, selector: nil) }
            let tasks = reflectors.map { reflector in Task { await reflector.run { _ in } } }
            try await eventually("all lists and watches", within: .seconds(60)) {
                reflectors.allSatisfy { $0.snapshot.isSynced && $0.snapshot.watches > 0 }
            }
            try await namespace.patch("configmaps", "object", ["data": ["value": "2"]])
            try await eventually("all have seen it", within: .seconds(20)) {
                reflectors.allSatisfy { $0.snapshot.items.values.contains("2") }
            }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    @Test("objects that are created, changed and deleted, and that leave or enter the selector, are told in order")
    func changes() async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            try await create("first", "1", in: namespace)
            let client = try client(plane.adminKubeconfig)
            let reflector = reflector(client, namespace)
            try await running(reflector) { changes in
                try await create("second", "1", in: namespace)
                try await namespace.patch("configmaps", "first", ["data": ["value": "2"]])
                try await namespace.patch("configmaps", "second", ["metadata": ["labels": ["app": "b"]]])
                try await namespace.patch("configmaps", "second", ["metadata": ["labels": ["app": "a"]]])
                try await namespace.delete("configmaps", "first")
                try await create("first", "3", in: namespace)
                let expected = [
                    "+first=1", "synced", "+second=1", "~first=2", "-second", "+second=1", "-first", "+first=3",
                ]
                try await eventually("all was told") { changes.all.count >= expected.count }
                #expect(changes.all == expected)
                #expect(reflector.snapshot.lists == 1 && reflector.snapshot.watches == 1)
            }
            // One page of a list; the watch is elsewhere.
            #expect(client.statistics.requests(.get) == 1)
            #expect(client.watchStatistics.requests(.get) == 1)
        }
    }

    @Test("an object of 900 kB arrives in a watch")
    func largeObject() async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let reflector = reflector(try client(plane.adminKubeconfig), namespace)
            try await running(reflector) { _ in
                let value = String(repeating: "zoë🙂\"\n", count: 75_000)
                try await create("large", value, in: namespace)
                try await eventually("it is known") { isKnown(value, of: "large", by: reflector, in: namespace) }
            }
        }
    }

    @Test("fault 14: a version that the server has forgotten is `gone`, as an event in a watch that began with 200")
    func gone() async throws {
        let plane = try await ControlPlane.start()
        try await plane.forgetHistory()
        let begun = Mutex(false)
        // Watches of events are etcd's own: those of other kinds come from a cache that knows a little more.
        let source = ReflectorSource<Int>(
            client: try client(plane.adminKubeconfig),
            resource: KubeResource(group: "", version: "v1", plural: "events", kind: "Event"), namespace: nil,
            labelSelector: nil, fieldSelector: nil
        ) { _ in nil }
        await #expect(throws: KubeError(.gone, "")) {
            try await source.watch(from: "1", seconds: 5, grace: .seconds(20)) {
                begun.withLock { $0 = true }
            } onEvent: { _ in
            }
        }
        #expect(begun.withLock { $0 })
        await plane.stop()
    }

    @Test("a watch that the server ends in its time brings a bookmark shortly before, and goes on from it")
    func bookmark() async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let settings = ReflectorSettings(watchSeconds: 4...4, healthyAfter: .seconds(2))
            let reflector = reflector(try client(plane.adminKubeconfig), namespace, settings: settings)
            try await running(reflector) { _ in
                let first = reflector.snapshot.resourceVersion
                // Not in the selector, so nothing but a bookmark tells of this version.
                try await namespace.create("configmaps", ["metadata": ["name": "unseen"]])
                try await eventually("a later version") { reflector.snapshot.resourceVersion != first }
                try await eventually("another watch") { reflector.snapshot.watches >= 2 }
                #expect(reflector.snapshot.lists == 1 && reflector.snapshot.lastError == nil)
            }
        }
    }

    @Test("fault 15, 22: connections cut again and again, and a while without server: what happened meanwhile is found")
    func cutConnections() async throws {
        let plane = try await ControlPlane.shared()
        let port = try #require(UInt16(plane.port))
        let relay = try LoopbackRelay(to: port)
        let kubeconfig = try plane.adminKubeconfig(for: "https://127.0.0.1:\(relay.port)")
        try await plane.withNamespace { namespace in
            try await create("object", "0", in: namespace)
            let settings = ReflectorSettings(baseDelay: .milliseconds(20), maximumDelay: .milliseconds(200))
            let reflector = reflector(try client(kubeconfig), namespace, settings: settings)
            try await running(reflector) { _ in
                for round in 1...5 {
                    relay.cut()
                    try await namespace.patch("configmaps", "object", ["data": ["value": .string("\(round)")]])
                    try await eventually("round \(round) is known") {
                        isKnown("\(round)", of: "object", by: reflector, in: namespace)
                    }
                }
                relay.stop()
                try await namespace.patch("configmaps", "object", ["data": ["value": "after"]])
                try await eventually("the outage shows") { reflector.snapshot.lastError?.code == .transport }
                #expect(isKnown("5", of: "object", by: reflector, in: namespace))
                // The old one may hold the port for a moment.
                let next = try await eventually("a server again") { try? LoopbackRelay(to: port, port: relay.port) }
                try await eventually("what happened meanwhile is known") {
                    isKnown("after", of: "object", by: reflector, in: namespace)
                }
                #expect(next.connections > 0)
                #expect(reflector.snapshot.lists == 1 && reflector.snapshot.lastError == nil)
                #expect(reflector.snapshot.watches > 1)
            }
        }
    }

    @Test("fault 8: after 1,000 dropped watches there are as many connections as before, and nothing was missed")
    func thousandDrops() async throws {
        let plane = try await ControlPlane.shared()
        let relay = try LoopbackRelay(to: try #require(UInt16(plane.port)))
        let kubeconfig = try plane.adminKubeconfig(for: "https://127.0.0.1:\(relay.port)")
        try await plane.withNamespace { namespace in
            try await create("object", "0", in: namespace)
            let settings = ReflectorSettings(baseDelay: .milliseconds(1), maximumDelay: .milliseconds(5))
            let client = try client(kubeconfig)
            defer { client.shutdown() }
            let reflectors = (0..<20).map { _ in reflector(client, namespace, settings: settings) }
            let tasks = reflectors.map { reflector in Task { await reflector.run { _ in } } }
            for drop in 1...50 {
                try await eventually("all watch, after \(drop - 1) drops") {
                    reflectors.allSatisfy { $0.snapshot.watches >= drop }
                }
                relay.cut()
            }
            try await namespace.patch("configmaps", "object", ["data": ["value": "after"]])
            try await eventually("all know") {
                reflectors.allSatisfy { isKnown("after", of: "object", by: $0, in: namespace) }
            }
            #expect(try openSockets(to: relay.port) <= 2, "one for lists, one for watches")
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    /// The sockets of this machine that lead to a port there, in whatever state but closed.
    private func openSockets(to port: UInt16) throws -> Int {
        let end = ":" + String(UInt32(port) + 0x10000, radix: 16, uppercase: true).dropFirst()
        return Scratch.text(ofFile: "/proc/net/tcp").split(separator: "\n").dropFirst().count { row in
            let fields = row.split(separator: " ")
            return fields.count > 9 && fields[2].hasSuffix(end) && fields[9] != "0"
        }
    }

    @Test("fault 32: that etcd was restored from an old backup is noticed at the end of a silent watch, and believed")
    func restoredBackup() async throws {
        var plane = try await ControlPlane.start()
        let (data, backup) = ("\(plane.folder)/etcd", Scratch.path("backup"))
        try await plane.withNamespace { namespace in
            try await create("object", "old", in: namespace)
            await plane.stop()
            try FileManager.default.copyItem(atPath: data, toPath: backup)
            plane = try await plane.startAgain()
            let settings = ReflectorSettings(
                watchSeconds: 4...4, healthyAfter: .seconds(2), baseDelay: .milliseconds(20),
                maximumDelay: .milliseconds(200))
            let reflector = reflector(try client(plane.adminKubeconfig), namespace, settings: settings)
            try await running(reflector) { _ in
                // So many that the server does not get there again soon.
                for round in 1...200 {
                    try await namespace.patch("configmaps", "object", ["data": ["value": .string("\(round)")]])
                }
                try await eventually("all is known") { isKnown("200", of: "object", by: reflector, in: namespace) }
                await plane.stop()
                try FileManager.default.removeItem(atPath: data)
                try FileManager.default.moveItem(atPath: backup, toPath: data)
                plane = try await plane.startAgain()
                try await eventually("it is known what is there now") {
                    isKnown("old", of: "object", by: reflector, in: namespace)
                }
                try await namespace.patch("configmaps", "object", ["data": ["value": "after"]])
                try await eventually("it goes on") { isKnown("after", of: "object", by: reflector, in: namespace) }
            }
        }
        await plane.stop()
    }

    @Test("fault 16: an HTTP/2 connection that went silent is given up in the watch's time, and a new one is used")
    func silentConnection() async throws {
        let plane = try await ControlPlane.shared()
        let port = try #require(UInt16(plane.port))
        let relay = try LoopbackRelay(to: port)
        let kubeconfig = try plane.adminKubeconfig(for: "https://127.0.0.1:\(relay.port)")
        try await plane.withNamespace { namespace in
            let settings = ReflectorSettings(watchSeconds: 2...2, watchGrace: .seconds(1), healthyAfter: .seconds(1))
            let reflector = reflector(try client(kubeconfig), namespace, settings: settings)
            try await running(reflector) { _ in
                try await eventually("a watch is open") { reflector.snapshot.watches == 1 }
                relay.silence()
                try await create("unheard", "1", in: namespace)
                try await eventually("it is known") { isKnown("1", of: "unheard", by: reflector, in: namespace) }
                #expect(reflector.snapshot.lists == 1)
            }
        }
    }

    @Test("fault 23: one kind that may not be read shows as such; another of the same account goes on")
    func forbidden() async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let kubeconfig = try await namespace.userKubeconfig(
                rules: [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list", "watch"]]])
            let client = try client(kubeconfig)
            let secrets = Reflector<String>(
                client: client, resource: .secrets, namespace: namespace.name, logger: Logger(label: "test")
            ) { _ in nil }
            let refused = Task { await secrets.run { _ in } }
            defer { refused.cancel() }
            let reflector = reflector(client, namespace)
            try await running(reflector) { _ in
                try await create("object", "1", in: namespace)
                try await eventually("it is known") { isKnown("1", of: "object", by: reflector, in: namespace) }
                try await eventually("the refusal shows") { secrets.snapshot.lastError?.code == .forbidden }
                #expect(secrets.snapshot.lastError?.description.contains("secrets") == true)
                #expect(reflector.snapshot.lastError == nil)
            }
        }
    }
}
