import Testing

/// Rules of the house that no compiler flag covers.
@Suite struct SourceRuleTests {
    private let sources: [SourceFile]

    init() throws { sources = try SourceFile.all() }

    @Test(arguments: ["fatalError(", "try!", "as!", "preconditionFailure("])
    func nothingFromOutsideCanTrap(_ words: String) {
        for file in sources {
            for line in file.code.lines(containing: words) { Issue.record("\(file.path):\(line): \(words)") }
        }
    }

    @Test func fullFoundationIsNowhere() {
        // It adds 45 MB to a static binary.
        for file in sources {
            let modules = file.code.importedModules.filter {
                $0.hasPrefix("Foundation") && $0 != "FoundationEssentials"
            }
            #expect(modules == [], "\(file.path)")
        }
    }

    @Test func uncheckedSendableIsRareAndSaysWhy() {
        var count = 0
        for file in sources {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            for number in file.code.lines(containing: "@unchecked Sendable") {
                count += 1
                let before = lines[..<(number - 1)].reversed().prefix { isCommentOrAttribute($0) }
                #expect(
                    before.contains { $0.contains("@unchecked Sendable") },
                    "\(file.path):\(number): the comment above must say why, naming `@unchecked Sendable`")
            }
            #expect(file.code.lines(containing: "nonisolated(unsafe)").isEmpty, "\(file.path)")
        }
        // At most one for each kind of C handle: libcurl's two, librdkafka's, OpenSSL's.
        #expect(count <= 6)
    }

    @Test func noFileNamesAPathOfOneMachine() throws {
        let folders = ["Sources", "Tests", "scripts", "docs", "deploy", "Benchmarks"]
        let files = try folders.flatMap { try Checkout.files(under: $0) } + ["README.md", "Package.swift"]
        for path in files {
            // A folder or a binary file has no text.
            guard let text = try? Checkout.text(of: path) else { continue }
            for folder in ["home", "Users", "root"] where text.contains("/\(folder)/") {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                for (index, line) in lines where words(of: line).contains(where: { $0.hasPrefix("/\(folder)/") }) {
                    Issue.record("\(path):\(index + 1): \(line)")
                }
            }
        }
    }

    private func words(of line: Substring) -> [Substring] {
        line.split { " \"'`()[]{}<>=:,;|\\".contains($0) }
    }

    private func isCommentOrAttribute(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        return text.hasPrefix("//") || text.hasPrefix("@")
    }
}
