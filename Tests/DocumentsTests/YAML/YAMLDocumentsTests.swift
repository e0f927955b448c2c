import Documents
import Testing

@Suite("YAML reading")
struct YAMLDocumentsTests {
    private func read(_ text: String, limits: DocumentLimits = DocumentLimits()) throws -> DocumentNode {
        try #require(try DocumentNode.documents(yaml: Array(text.utf8), limits: limits).first)
    }

    @Test("a document equals the JSON it stands for, with positions")
    func structure() throws {
        let root = try read("a:\n  - 1\n  - {b: 'x'}\nc: \"é\"\n")
        #expect(try root.jsonValue() == ["a": [1, ["b": "x"]], "c": "é"])
        let members = try #require(root.members)
        #expect(members.map(\.keyPosition.line) == [1, 4])
        #expect(members[0].value.elements?[1].position == SourcePosition(line: 3, column: 5))
        #expect(members[1].value.position == SourcePosition(line: 4, column: 4))
    }

    @Test(
        "plain scalars have the types of the core schema",
        arguments: [
            ("true", DocumentNode.Content.bool(true)), ("False", .bool(false)), ("null", .null), ("~", .null),
            ("", .null), ("12", .number("12")), ("-12", .number("-12")), ("+12", .number("12")),
            ("1.50", .number("1.50")), (".5", .number("0.5")), ("5.", .number("5.0")), ("1e3", .number("1e3")),
            ("0x1F", .number("31")), ("0o17", .number("15")), ("-.5e-2", .number("-0.5e-2")), ("0", .number("0")),
            ("yes", .string("yes")), ("off", .string("off")), ("512Mi", .string("512Mi")), ("1.2.3", .string("1.2.3")),
            ("'12'", .string("12")), ("\"true\"", .string("true")), ("!!str 12", .string("12")),
            ("! 12", .string("12")),
            ("!!int 12", .number("12")), ("!!float 1", .number("1")), ("!!bool true", .bool(true)), ("!!null ~", .null),
            ("2026-11-20", .string("2026-11-20")), ("1_000", .string("1_000")), ("-", .string("-")),
            (".", .string(".")),
            ("1e", .string("1e")), ("0x", .string("0x")), ("+", .string("+")), ("00.5", .number("0.5")),
        ])
    func scalars(text: String, content: DocumentNode.Content) throws {
        let root = try read(text == "-" ? "'k': '-'" : "k: \(text)")
        #expect(root["k"]?.content == content)
    }

    @Test("aliases stand for their anchors, and keep the anchors' positions")
    func aliases() throws {
        let root = try read("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n")
        #expect(try root.jsonValue() == ["a": ["b": 1], "c": ["b": 1], "d": [["b": 1], ["b": 1]]])
        #expect(root["c"]?.position == SourcePosition(line: 1, column: 4))
        #expect(try read("&k key: 1\nother: *k").jsonValue() == ["key": 1, "other": "key"])
        #expect(try read("- &x 1\n- &x 2\n- *x").jsonValue() == [1, 2, 2])
    }

    @Test("merge keys add what a mapping does not say itself; earlier sources win")
    func merges() throws {
        let root = try read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\nd: {<<: *b}")
        #expect(try root["c"]?.jsonValue() == ["x": 0, "y": 1, "z": 2])
        #expect(try root["d"]?.jsonValue() == ["y": 2, "z": 2])
        #expect(try read("'<<': 1").jsonValue() == ["<<": 1])
    }

    @Test("a text can hold several documents, each with anchors of its own")
    func severalDocuments() throws {
        let documents = try DocumentNode.documents(yaml: Array("a: 1\n---\nb: 2\n...\n---\n".utf8))
        #expect(try documents.map { try $0.jsonValue() } == [["a": 1], ["b": 2], .null])
        #expect(documents[1].position == SourcePosition(line: 3, column: 1))
        #expect(try DocumentNode.documents(yaml: Array("# nothing\n".utf8)).isEmpty)
        #expect(throws: DocumentError.self) { try DocumentNode.documents(yaml: Array("&x a: 1\n---\nb: *x".utf8)) }
    }

    @Test("keys given twice are kept twice")
    func duplicates() throws {
        #expect(try read("a: 1\na: 2").members?.map(\.keyPosition.line) == [1, 2])
    }

    @Test(
        "what is not YAML, or cannot be JSON, is refused with a position",
        arguments: [
            ("a: [1", "yaml-syntax", "2:1"), ("a: b: c", "yaml-syntax", "1:5"), ("a:\n\t- 1", "yaml-syntax", "2:1"),
            ("a: *x", "yaml-alias", "1:4"), ("a: &x [*x]", "yaml-alias", "1:8"),
            ("a: &x {b: *x}", "yaml-alias", "1:11"),
            ("a: !foo 1", "yaml-tag", "1:4"), ("a: !!set {b}", "yaml-tag", "1:4"), ("a: !!int x", "yaml-tag", "1:4"),
            ("a: !!int 1.5", "yaml-tag", "1:4"), ("a: !!binary aGk=", "yaml-tag", "1:4"),
            ("!!map [1]", "yaml-tag", "1:1"), ("[a]: 1", "yaml-key", "1:1"), ("{a: 1}: 1", "yaml-key", "1:1"),
            ("a: &k b\n*k : 1", "yaml-key", "2:1"), ("!!int 1: x", "yaml-tag", "1:1"), ("<<: 1", "yaml-key", "1:5"),
            ("<<: [{a: 1}, 2]", "yaml-key", "1:14"), ("a: .inf", "invalid-number", "1:4"),
            ("a: -.Inf", "invalid-number", "1:4"), ("a: .NaN", "invalid-number", "1:4"),
            ("a: 0123", "invalid-number", "1:4"), ("\u{FEFF}a: 1", "byte-order-mark", "1:1"),
            ("a: \u{1}", "yaml-syntax", "1:4"), ("a: |\n  x\n b", "yaml-syntax", "3:2"),
        ])
    func refuses(text: String, code: String, position: String) throws {
        let error = try #require(throws: DocumentError.self) { try read(text) }
        #expect(error.code.rawValue == code)
        #expect(error.position.description == position)
    }

    @Test("a value is not shown where its form is refused: it may be a secret")
    func valuesStayHidden() throws {
        for text in ["key: 0123987", "key: !!int hunter2"] {
            let error = try #require(throws: DocumentError.self) { try read(text) }
            #expect(!error.description.contains("0123987") && !error.description.contains("hunter2"))
        }
    }

    @Test(
        "text that is not UTF-8 is refused where it stops being it",
        arguments: [
            [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC0, 0x80], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
            [0x61, 0x3A, 0x20, 0xE2, 0x82], [0x61, 0x3A, 0x20, 0xF5, 0x80, 0x80, 0x80],
            [0x61, 0x3A, 0x20, 0xF0, 0x8F, 0x80, 0x80], [0x61, 0x3A, 0x20, 0xE0, 0x9F, 0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) throws {
        let error = try #require(throws: DocumentError.self) { try DocumentNode.documents(yaml: bytes) }
        #expect(error.code == .invalidUTF8)
        #expect(error.position == SourcePosition(line: 1, column: 4))
    }

    @Test("all lengths of UTF-8 pass")
    func validUTF8() throws {
        #expect(try read("a: \"é€😀\u{10FFFD}\"").jsonValue() == ["a": "é€😀\u{10FFFD}"])
    }
}
