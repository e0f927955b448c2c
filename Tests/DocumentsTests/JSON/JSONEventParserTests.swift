import Documents
import Testing

@Suite("JSON parsing")
struct JSONEventParserTests {
    @Test("reads every kind of value")
    func readsEveryKindOfValue() throws {
        let value = try JSONValue(
            parsing: #" {"a":[1,-2.5,1e3,true,false,null,"x\n\u00e9\ud83d\ude00"],"b":{},"c":[]} "#)
        #expect(value["a"] == [1, .number(-2.5), .number(1000), true, false, .null, "x\né😀"])
        #expect(value["b"] == .object([:]))
        #expect(value["c"] == [])
        #expect(try JSONValue(parsing: value.text()) == value)
        #expect(try JSONValue(parsing: value.text(pretty: true)) == value)
    }

    @Test("gives the same events however the text is cut into chunks")
    func chunksDoNotMatter() throws {
        let text = Array(#"{"k\u00e9y é":[12.5e1,"a\ud83d\ude00b€"],"t":true}"#.utf8)
        let whole = try JSONValue(parsing: text)
        for size in 1...7 {
            var parser = JSONEventParser()
            var builder = JSONTreeBuilder()
            var rest = text[...]
            while !rest.isEmpty {
                let chunk = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                try chunk.withUnsafeBufferPointer { try parser.feed($0, to: &builder) }
            }
            try parser.finish(&builder)
            #expect(builder.result == whole)
        }
    }

    @Test(
        "refuses what RFC 8259 does not allow, with the position",
        arguments: [
            ("", "unexpected-end", "1:1"), ("{", "unexpected-end", "1:2"), ("[1,]", "unexpected-character", "1:4"),
            ("{\"a\":1,}", "unexpected-character", "1:8"), ("{'a':1}", "unexpected-character", "1:2"),
            ("01", "invalid-number", "1:1"), ("1.", "invalid-number", "1:1"), ("-", "invalid-number", "1:1"),
            ("+1", "unexpected-character", "1:1"), (".5", "unexpected-character", "1:1"),
            ("NaN", "unexpected-character", "1:1"), ("1e400", "invalid-number", "1:1"),
            ("1 2", "trailing-characters", "1:3"),
            ("\"\\x\"", "invalid-escape", "1:3"), ("\"\\ud800\"", "lone-surrogate", "1:8"),
            ("\"\\udc00\"", "lone-surrogate", "1:7"), ("\"a\nb\"", "control-character", "1:3"),
            ("{\n \"é\": x}", "unexpected-character", "2:7"), ("\u{FEFF}{}", "byte-order-mark", "1:1"),
            ("{\"a\" 1}", "unexpected-character", "1:6"), ("[}", "unexpected-character", "1:2"),
            ("// x", "unexpected-character", "1:1"), ("True", "unexpected-character", "1:1"),
        ])
    func refuses(text: String, code: String, position: String) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error.code.rawValue == code)
        #expect(error.position.description == position)
    }

    @Test("refuses invalid UTF-8")
    func refusesInvalidUTF8() throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(error.code == .invalidUTF8)
    }

    @Test("refuses depth over the limit where it is crossed")
    func refusesDepth() throws {
        let text = String(repeating: "[", count: 10_000)
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text.utf8, depthLimit: 64) }
        #expect(error.code == .depthLimit)
        #expect(error.position == SourcePosition(line: 1, column: 65))
    }

    @Test("gives nothing of a skipped value, and all that follows it")
    func skips() throws {
        struct Receiver: JSONEventReceiver {
            var events: [JSONEvent] = []
            mutating func receive(_ event: JSONEvent, at position: SourcePosition) -> JSONEventDisposition {
                events.append(event)
                return event == .key("big") ? .skip : .proceed
            }
        }
        for skipped in [#"{"x":[1,{"y":"z"}]}"#, "\"text\"", "12", "null", "[[]]"] {
            var parser = JSONEventParser()
            var receiver = Receiver()
            try Array(#"{"big":\#(skipped),"after":1}"#.utf8).withUnsafeBufferPointer {
                try parser.feed($0, to: &receiver)
            }
            try parser.finish(&receiver)
            #expect(
                receiver.events == [.beginObject, .key("big"), .key("after"), .number(literal: "1"), .endObject])
        }
    }
}
