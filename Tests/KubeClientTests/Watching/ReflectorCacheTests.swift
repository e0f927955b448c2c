import Documents
import Testing

@testable import KubeClient

@Suite("What a reflector keeps")
struct ReflectorCacheTests {
    private var cache = ReflectorCache<String>()

    private func read(_ name: String, _ version: Int, _ value: String, uid: String? = nil) throws -> ReadObject<String>
    {
        let text = WatchFixture.object(name, version, value: value, uid: uid)
        return try ReadObject(try JSONValue(parsing: text), WatchFixture.value)
    }

    private mutating func replace(_ objects: ReadObject<String>...) -> [String] {
        cache.replace(with: objects).changes.map(ChangeLog.text)
    }

    private mutating func change(_ name: String, _ version: Int, _ value: String, uid: String? = nil) throws -> [String]
    {
        cache.apply(.changed(try read(name, version, value, uid: uid))).changes.map(ChangeLog.text)
    }

    private mutating func delete(_ name: String, _ version: Int, uid: String? = nil) throws -> [String] {
        cache.apply(.deleted(try read(name, version, "", uid: uid).identity)).changes.map(ChangeLog.text)
    }

    private var values: [String: String] {
        Dictionary(uniqueKeysWithValues: cache.items.map { ($0.key.description, $0.value) })
    }

    @Test("a list tells what is new, changed and gone, and nothing of the rest")
    mutating func replacement() throws {
        #expect(
            replace(try read("a", 1, "1"), try read("b", 2, "1"), try read("c", 3, "1")) == ["+a=1", "+b=1", "+c=1"])
        #expect(
            replace(try read("a", 1, "1"), try read("b", 5, "2"), try read("d", 6, "1")) == ["~b=1→2", "+d=1", "-c=1"])
        #expect(values == ["n/a": "1", "n/b": "2", "n/d": "1"])
    }

    @Test("events create, change and delete")
    mutating func events() throws {
        #expect(try change("a", 5, "1") == ["+a=1"])
        #expect(try change("a", 6, "2") == ["~a=1→2"])
        #expect(try delete("a", 7) == ["-a=2"])
        #expect(try delete("b", 8) == [])
        #expect(cache.apply(.bookmark(resourceVersion: "9")).changes.isEmpty)
        #expect(values == [:])
    }

    @Test("fault 13: an event that comes twice changes nothing the second time")
    mutating func duplicates() throws {
        #expect(try change("a", 5, "1") == ["+a=1"])
        #expect(try change("a", 5, "1") == [])
        #expect(try delete("a", 7) == ["-a=1"])
        #expect(try delete("a", 7) == [])
        #expect(try change("a", 5, "1") == [])
    }

    @Test("fault 13: an event that comes late does not bring an old state, or a deleted object, back")
    mutating func reordered() throws {
        #expect(try change("a", 9, "2") == ["+a=2"])
        #expect(try change("a", 8, "1") == [])
        #expect(try delete("a", 4) == [])
        #expect(try delete("a", 11) == ["-a=2"])
        #expect(try change("a", 10, "3") == [])
        #expect(values == [:])
    }

    @Test("fault 13: versions are compared as numbers")
    mutating func numericOrder() throws {
        #expect(try change("a", 9, "1") == ["+a=1"])
        #expect(try change("a", 10, "2") == ["~a=1→2"])
    }

    @Test("fault 11: an object made again under the same name is a deletion and a new object")
    mutating func recreated() throws {
        #expect(try change("a", 5, "1", uid: "x") == ["+a=1"])
        #expect(try change("a", 9, "2", uid: "y") == ["-a=1", "+a=2"])
        // The deletion of the old one comes late.
        #expect(try delete("a", 7, uid: "x") == [])
        #expect(values == ["n/a": "2"])
        // That of the new one was the only one to come.
        #expect(replace(try read("a", 9, "2", uid: "y")) == [])
        #expect(try delete("a", 12, uid: "z") == ["-a=2"])
    }

    @Test("an object that leaves a selector and comes back is there again")
    mutating func selectorLeftAndEntered() throws {
        #expect(try change("a", 5, "1") == ["+a=1"])
        #expect(try delete("a", 6) == ["-a=1"])
        #expect(try change("a", 7, "2") == ["+a=2"])
    }

    @Test("an object that the projection does not want any more is gone, and does not come back by an older event")
    mutating func unwanted() throws {
        #expect(replace(try read("a", 5, "1"), try read("b", 5, "none")) == ["+a=1"])
        #expect(try change("a", 8, "none") == ["-a=1"])
        #expect(try change("a", 7, "2") == [])
        #expect(try change("a", 9, "3") == ["+a=3"])
        #expect(replace(try read("a", 10, "none")) == ["-a=3"])
    }

    @Test("an object that cannot be read keeps its old item, and is named; another under its name does not")
    mutating func unreadable() throws {
        #expect(try change("a", 5, "1") == ["+a=1"])
        let outcome = cache.apply(.changed(try read("a", 6, "bad")))
        #expect(outcome.changes.isEmpty)
        #expect(outcome.refusals.map(\.name) == [ObjectName(namespace: "n", name: "a")])
        #expect(replace(try read("a", 6, "bad")) == [])
        #expect(values == ["n/a": "1"])
        #expect(try change("a", 7, "2") == ["~a=1→2"])
        #expect(try change("a", 8, "bad", uid: "other") == ["-a=2"])
    }

    @Test("fault 10, 32: a list that is taken over counts whatever its versions")
    mutating func olderList() throws {
        #expect(replace(try read("a", 50, "2"), try read("b", 51, "1")) == ["+a=2", "+b=1"])
        #expect(replace(try read("a", 40, "1")) == ["~a=2→1", "-b=1"])
        // After that, so do the events that follow it.
        #expect(try change("a", 41, "3") == ["~a=1→3"])
    }

    @Test("fault 12: what an event that never came would have told, the next list tells")
    mutating func droppedEvents() throws {
        #expect(replace(try read("a", 1, "1"), try read("b", 1, "1")) == ["+a=1", "+b=1"])
        // MODIFIED a, DELETED b and ADDED c are lost.
        #expect(replace(try read("a", 2, "2"), try read("c", 4, "1")) == ["~a=1→2", "+c=1", "-b=1"])
    }

    @Test("however many objects depart, what is remembered of them is bounded, and the cache is right")
    mutating func manyDepartures() throws {
        for number in 0..<2500 {
            #expect(try change("o\(number)", 2 * number, "1").count == 1)
            #expect(try delete("o\(number)", 2 * number + 1).count == 1)
        }
        #expect(values.isEmpty)
        #expect(try change("o2499", 1, "1") == [])
    }
}
