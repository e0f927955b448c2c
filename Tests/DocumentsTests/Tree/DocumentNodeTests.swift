import Documents
import Testing

@Suite("Positioned JSON trees")
struct DocumentNodeTests {
    @Test("every key and value knows its line and column")
    func positions() throws {
        let root = try DocumentNode(json: Array("{\n  \"é\": [1.50, true],\n  \"b\": {\"c\": null}\n}".utf8))
        let members = try #require(root.members)
        #expect(root.position == SourcePosition(line: 1, column: 1))
        #expect(members[0].key == "é")
        #expect(members[0].keyPosition == SourcePosition(line: 2, column: 3))
        #expect(members[0].value.position == SourcePosition(line: 2, column: 8))
        let elements = try #require(members[0].value.elements)
        #expect(elements.map(\.position.column) == [9, 15])
        #expect(elements[0].content == .number("1.50"))
        #expect(root["b"]?["c"]?.content == .null)
        #expect(root["b"]?["c"]?.position == SourcePosition(line: 3, column: 14))
    }

    @Test("a member given twice is kept twice, and the last one counts as plain value")
    func duplicates() throws {
        let root = try DocumentNode(json: Array(#"{"a":1,"a":2}"#.utf8))
        #expect(root.members?.map(\.key) == ["a", "a"])
        #expect(try root.jsonValue() == ["a": 2])
    }

    @Test("a number too large for a plain value is refused where it stands")
    func largeNumbers() throws {
        let root = try DocumentNode(json: Array(#"{"a":1e400}"#.utf8))
        let error = try #require(throws: DocumentError.self) { try root.jsonValue() }
        #expect(error.code == .invalidNumber)
        #expect(error.position == SourcePosition(line: 1, column: 6))
    }

    @Test(
        "each limit is refused where it is crossed",
        arguments: [
            ("[[[1]]]", DocumentLimits(depth: 2), "depth-limit", "1:3"),
            ("[1,\n2,3]", DocumentLimits(nodes: 3), "node-limit", "2:3"),
            ("[1,\n2]", DocumentLimits(bytes: 5), "size-limit", "2:2"),
        ])
    func limits(text: String, limits: DocumentLimits, code: String, position: String) throws {
        let error = try #require(throws: DocumentError.self) {
            try DocumentNode(json: Array(text.utf8), limits: limits)
        }
        #expect(error.code.rawValue == code)
        #expect(error.position.description == position)
    }

    @Test("a syntax error keeps its code, position and hint, and says nothing of a text without quotes")
    func syntaxErrors() throws {
        let error = try #require(throws: DocumentError.self) {
            try DocumentNode(json: Array("{\"key\": hushhush}".utf8))
        }
        #expect(error.code.rawValue == "unexpected-character")
        #expect(error.description == "1:9: a word without quotes; strings need '\"' around them")
        let number = try #require(throws: DocumentError.self) {
            try DocumentNode(json: Array("{\"key\": 0123456789abc}".utf8))
        }
        #expect(number.description == "1:9: the text is not a JSON number; no leading zeros")
    }

    @Test("kinds are named for people")
    func kinds() throws {
        let root = try DocumentNode(json: Array(#"[null,true,1.0,"x",[],{}]"#.utf8))
        #expect(
            root.elements?.map(\.kindDescription) == [
                "null", "true", "the number 1.0", "a string", "an array", "an object",
            ])
    }
}
