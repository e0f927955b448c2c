import Documents
import Testing

@Suite("YAML writing")
struct YAMLWriterTests {
    @Test("an object is written in the order of its names, in blocks")
    func layout() throws {
        let text = try YAMLWriter.text(of: [
            "kind": "Deployment", "metadata": ["name": "x", "labels": .object([:])],
            "spec": ["list": [1, ["a": true]]],
            "empty": [], "none": .null,
        ])
        #expect(
            text == """
                empty: []
                kind: Deployment
                metadata:
                  labels: {}
                  name: x
                none: null
                spec:
                  list:
                  - 1
                  - a: true

                """)
    }

    @Test(
        "a string that some YAML takes for something else is quoted",
        arguments: [
            "", "true", "False", "yes", "No", "on", "OFF", "y", "N", "null", "~", "1", "-1", "1.5", "1e3", "0x1f",
            "0o7",
            "017", "1_000", "1:30", "2026-11-20", ".inf", "-.INF", ".nan", "=", "<<", "+1", "0b11",
        ])
    func quotes(text: String) throws {
        #expect(try YAMLWriter.text(of: ["k": .string(text)]) == "k: \"\(text)\"\n")
    }

    @Test(
        "a string that is plainly one stays plain",
        arguments: ["512Mi", "100m", "registry.example.com/a/b:1.2", "persistence-operator.io/name", "a b", "25%"])
    func plain(text: String) throws {
        #expect(try YAMLWriter.text(of: ["k": .string(text)]) == "k: \(text)\n")
    }

    @Test("what is written reads back as the same value")
    func roundTrip() throws {
        let strings = [
            "", " ", " a", "a ", "a\nb", "a\nb\n", "\n", "\na", "a \nb", "  indented\n", "tab\there", "\u{1}", "\u{7F}",
            "é€😀",
            "a: b", "- a", "#", "a #b", "'", "\"", "\\", "{", "[", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "?",
            ":",
            "a:", "null", "---", "...", "\u{FEFF}", "\u{85}", "\u{2028}", "a\r\nb",
            String(repeating: "long ", count: 60),
            "no", "1", "x\n\n\ny", "trailing\n\n",
        ]
        let value: JSONValue = [
            "strings": .array(strings.map { .string($0) }),
            "keys": .object(JSONObject(Dictionary(uniqueKeysWithValues: strings.map { ($0, 1) }))),
            "numbers": [0, -1, 9_223_372_036_854_775_807, .number(1.5), .number(1e300), .number(-0.001)],
            "others": [true, false, .null, [], .object([:]), [[]], ["a": [["b": .null]]]],
        ]
        let text = try YAMLWriter.text(of: value)
        let documents = try DocumentNode.documents(yaml: Array(text.utf8))
        #expect(try documents.map { try $0.jsonValue() } == [value])
        #expect(try YAMLWriter.text(of: value) == text)
    }

    @Test("several documents are parted by ---")
    func several() throws {
        let text = try YAMLWriter.text(of: [["a": 1], ["b": 2]])
        #expect(text == "---\na: 1\n---\nb: 2\n")
        #expect(try YAMLWriter.text(of: [JSONValue]()) == "")
    }
}
