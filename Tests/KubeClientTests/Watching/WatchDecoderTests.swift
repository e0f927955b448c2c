import Documents
import Synchronization
import Testing

@testable import KubeClient

@Suite("Watch bodies")
struct WatchDecoderTests {
    /// What a decoder made of a body that arrived in pieces, and how it ended.
    private func decode(_ pieces: [[UInt8]]) -> (events: [String], error: (any Error)?) {
        let box = Box()
        var decoder = WatchDecoder<String>(.configMaps, project: WatchFixture.value) {
            box.lines.withLock { $0.append("begin") }
        } onEvent: { event in
            box.lines.withLock { $0.append(Self.text(event)) }
        }
        do {
            decoder.begin()
            for piece in pieces { try piece.withUnsafeBufferPointer { try decoder.receive($0) } }
            decoder.finish()
            return (Array(box.lines.withLock { $0 }.dropFirst()), nil)
        } catch {
            return (Array(box.lines.withLock { $0 }.dropFirst()), error)
        }
    }

    private func decode(_ text: String) -> (events: [String], error: (any Error)?) { decode([Array(text.utf8)]) }

    private final class Box: Sendable {
        let lines = Mutex<[String]>([])
    }

    private static func text(_ event: WatchEvent<String>) -> String {
        switch event {
        case .changed(let object):
            switch object.item {
            case .success(let item?): "\(object.identity.name)@\(object.identity.resourceVersion)=\(item)"
            case .success(nil): "\(object.identity.name)@\(object.identity.resourceVersion) unwanted"
            case .failure: "\(object.identity.name)@\(object.identity.resourceVersion) unreadable"
            }
        case .deleted(let identity): "-\(identity.name)@\(identity.resourceVersion)"
        case .bookmark(let version): "@\(version)"
        }
    }

    private static let body =
        WatchFixture.event("ADDED", WatchFixture.object("zoë", 5, value: "🙂\\n\\u00e9"))
        + WatchFixture.event("MODIFIED", WatchFixture.object("b", 6)) + WatchFixture.bookmark(7)
        + WatchFixture.event("DELETED", WatchFixture.object("b", 8))

    private static let told = ["n/zoë@5=🙂\né", "n/b@6=v", "@7", "-n/b@8"]

    @Test(
        "fault 15: a chunk may end anywhere, also inside a line or a character", arguments: [1, 2, 3, 5, 7, 64, 4096])
    func chunks(size: Int) {
        let bytes = Array(Self.body.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        let result = decode(pieces)
        #expect(result.events == Self.told)
        #expect(result.error == nil)
    }

    @Test("fault 15: an event of 3 MB arrives, in chunks of 16 KiB")
    func largeEvent() {
        let value = String(repeating: "0123456789", count: 300_000)
        let bytes = Array(WatchFixture.event("ADDED", WatchFixture.object("a", 5, value: value)).utf8)
        let size = 16 << 10
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        #expect(decode(pieces).events == ["n/a@5=" + value])
    }

    @Test("fault 15: a last line without a line break counts if it is complete; else it never was")
    func lastLine() {
        let line = WatchFixture.event("ADDED", WatchFixture.object("a", 5)).dropLast()
        #expect(decode(String(line)).events == ["n/a@5=v"])
        let cut = decode(WatchFixture.bookmark(4) + line.dropLast())
        #expect(cut.events == ["@4"])
        #expect(cut.error == nil)
    }

    @Test("an event is told at its last byte, before the line break comes")
    func promptness() {
        let line = WatchFixture.event("ADDED", WatchFixture.object("a", 5)).dropLast()
        let box = Box()
        var decoder = WatchDecoder<String>(.configMaps, project: WatchFixture.value) {
        } onEvent: { event in
            box.lines.withLock { $0.append(Self.text(event)) }
        }
        #expect(throws: Never.self) {
            try Array(line.utf8).withUnsafeBufferPointer { try decoder.receive($0) }
        }
        #expect(box.lines.withLock { $0 } == ["n/a@5=v"])
    }

    @Test("empty lines, line breaks inside an event and events of kinds to come are no harm")
    func looseForm() {
        let spread = "\r\n\n{\"type\":\"ADDED\",\n \"object\":\(WatchFixture.object("a", 5))\n}\n\n"
        #expect(
            decode(spread + WatchFixture.event("PONDERED", "{}") + WatchFixture.bookmark(6)).events == [
                "n/a@5=v", "@6",
            ])
    }

    @Test("an object that the projection does not want or cannot read is told as such, and the watch goes on")
    func projections() {
        let text =
            WatchFixture.event("ADDED", WatchFixture.object("a", 5, value: "none"))
            + WatchFixture.event("ADDED", WatchFixture.object("b", 6, value: "bad")) + WatchFixture.bookmark(7)
        #expect(decode(text).events == ["n/a@5 unwanted", "n/b@6 unreadable", "@7"])
    }

    @Test("fault 14: a 410 as ERROR event is the same error as one by HTTP, after the events before it")
    func expired() throws {
        let result = decode(WatchFixture.bookmark(4) + WatchFixture.error(410, "Expired") + WatchFixture.bookmark(5))
        #expect(result.events == ["@4"])
        let error = try #require(result.error as? KubeError)
        #expect(error.code == .gone)
        #expect(error.description.contains("the words"))
    }

    @Test("an ERROR event tells how long to wait")
    func errorWithDelay() throws {
        let text = WatchFixture.error(500, "InternalError", details: #"{"retryAfterSeconds":3}"#)
        let error = try #require(decode(text).error as? KubeError)
        #expect(error.code == .serverError)
        #expect(error.retryAfter == .seconds(3))
    }

    @Test(
        "what is no watch is an error",
        arguments: [
            "<html>", "[]\n", "{}\n", #"{"type":"ADDED"}"#, #"{"type":"ADDED","object":7}"#,
            #"{"type":"ADDED","object":{"metadata":{}}}"#, #"{"type":"BOOKMARK","object":{}}"#,
            #"{"type":"ERROR","object":{}}"#, "{\"type\":\"ADDED\u{1}",
        ])
    func notAWatch(text: String) throws {
        let result = decode(text)
        #expect(result.events == [])
        let error = try #require(result.error)
        #expect(error is JSONSyntaxError || (error as? KubeError)?.code == .decoding)
    }
}
