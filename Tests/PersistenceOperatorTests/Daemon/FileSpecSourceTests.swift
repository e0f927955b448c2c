import FoundationEssentials
import Synchronization
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("a spec in a file that changes", .timeLimit(.minutes(2)))
struct FileSpecSourceTests {
    private final class Readings: Sendable {
        private let readings = Mutex<[String]>([])

        func add(_ reading: FileSpecSource.Reading) {
            readings.withLock {
                switch reading {
                case .success(let bytes): $0.append(String(decoding: bytes, as: UTF8.self))
                case .failure(let error): $0.append("error: \(error.code.rawValue)")
                }
            }
        }

        var all: [String] { readings.withLock { $0 } }
    }

    /// Follows a file while the body changes it.
    private func following(
        _ source: FileSpecSource, every interval: Duration = .milliseconds(5), _ body: (Readings) async throws -> Void
    ) async throws {
        let readings = Readings()
        let task = Task {
            await source.follow(clock: ContinuousClock(), interval: interval) { readings.add($0) }
        }
        defer { task.cancel() }
        try await body(readings)
    }

    private func following(_ path: String, _ body: (Readings) async throws -> Void) async throws {
        try await following(FileSpecSource(path: path), body)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("is read at once, and again whenever it changes")
    func changes() async throws {
        let path = Scratch.path("spec.json")
        try write("one", to: path)
        try await following(path) { readings in
            try await eventually("the first") { readings.all == ["one"] }
            try write("two", to: path)
            try await eventually("the second") { readings.all == ["one", "two"] }
        }
    }

    @Test("fault 33: missing, empty, then there again: one reading each, however often it was looked at")
    func missing() async throws {
        let path = Scratch.path("spec.json")
        try await following(path) { readings in
            try await eventually("the first") { readings.all == ["error: file-missing"] }
            try write("", to: path)
            try await eventually("the second") { readings.all.count == 2 }
            try write("one", to: path)
            try await eventually("the third") { readings.all.count == 3 }
            #expect(readings.all == ["error: file-missing", "error: empty-document", "one"])
        }
    }

    @Test("is read at once where that is asked for, also where nothing shows that it has changed")
    func asked() async throws {
        let path = Scratch.path("spec.json")
        let source = FileSpecSource(path: path)
        try await following(source, every: .seconds(3600)) { readings in
            try await eventually("the first") { readings.all == ["error: file-missing"] }
            source.reread()
            try await eventually("the second") { readings.all.count == 2 }
            try write("one", to: path)
            source.reread()
            try await eventually("the third") { readings.all.count == 3 }
            source.reread()
            try await eventually("the fourth") { readings.all.count == 4 }
            #expect(readings.all == ["error: file-missing", "error: file-missing", "one", "one"])
        }
    }

    @Test("changes with the link that a mounted ConfigMap swaps")
    func symbolicLink() async throws {
        let mounted = try MountedConfigMap(key: "spec.json")
        try mounted.put("one")
        try await following(mounted.file) { readings in
            try await eventually("the first") { readings.all == ["one"] }
            try mounted.put("two")
            try await eventually("the second") { readings.all == ["one", "two"] }
        }
    }
}
