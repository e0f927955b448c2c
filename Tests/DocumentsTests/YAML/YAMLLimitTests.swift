import Documents
import Testing

@Suite("Limits of YAML")
struct YAMLLimitTests {
    private func error(_ text: String, limits: DocumentLimits = DocumentLimits()) throws -> DocumentError {
        try #require(throws: DocumentError.self) { try DocumentNode.documents(yaml: Array(text.utf8), limits: limits) }
    }

    @Test(
        "fault 35: depth is refused at the limit, long before libyaml's time grows with its square",
        arguments: ["[", "{a: ", "- ", "? "])
    func depth(opening: String) throws {
        let clock = ContinuousClock()
        var found: DocumentError?
        let time = try clock.measure { found = try error(String(repeating: opening, count: 100_000)) }
        #expect(found?.code == .depthLimit || found?.code == .yamlKey)
        #expect(time < .seconds(5))
    }

    @Test("64 levels are allowed, 65 are not")
    func depthLimit() throws {
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try DocumentNode.documents(yaml: Array(allowed.utf8)).count == 1)
        let found = try error("[\(allowed)]")
        #expect(found.code == .depthLimit)
        #expect(found.position == SourcePosition(line: 1, column: 65))
    }

    @Test("the depth of what an alias stands for counts")
    func aliasDepth() throws {
        var text = "a0: &a0 [1]\n"
        for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let found = try error(text)
        #expect(found.code == .depthLimit)
        #expect(found.position.line == 64)
    }

    @Test("fault 35: a billion laughs are refused at the alias that is too much")
    func billionLaughs() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        let found = try error(text)
        #expect(found.code == .nodeLimit)
        #expect(found.position.line == 6)
    }

    @Test("fault 35: values, anchors, bytes and directives have limits of their own")
    func others() throws {
        #expect(try error("[1, 2,\n 3]", limits: DocumentLimits(nodes: 3)).position.description == "2:2")
        #expect(try error("[&a 1, &b 2, &c 3]", limits: DocumentLimits(anchors: 2)).position.description == "1:14")
        #expect(try error("abc: d", limits: DocumentLimits(bytes: 3)).code == .sizeLimit)
        let directives = (0..<1000).map { "%TAG !t\($0)! tag:x\n" }.joined() + "--- 1"
        #expect(try error(directives).code == .yamlDirective)
        #expect(try error(directives).position.line == 65)
    }
}
