import Testing

/// docs/reasons.md lists what CI jobs match, neither less nor more.
@Suite struct ReasonTests {
    /// The codes in the first column of the table under a heading.
    private func documented(under heading: String) throws -> [String] {
        let lines = try Checkout.text(of: "docs/reasons.md").split(separator: "\n")
        let section = lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("| `") }.flatMap { row in
            row.dropFirst().prefix { $0 != "|" }.matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) }
        }
    }

    /// The words in string literals that stand where a code is given: `reason:`, `code:`, `StepReason(` and `noting(`.
    private func codes(in text: String) -> [String] {
        text.matches(of: /(?:\breason:|\bcode"?:|StepReason\(|noting\()\s*([^,]*)/).map(\.output.1)
            // Made of a kind and a word.
            .filter { !$0.contains("\\(") }
            .flatMap { place in place.matches(of: /"([A-Z][A-Za-z]+)"/).map { String($0.output.1) } }
    }

    @Test func everyCodeOfAPlanIsDocumentedAndNoOther() throws {
        let sources = try SourceFile.all().filter { $0.target == "PersistenceOperator" }
        var used = Set(sources.flatMap { codes(in: $0.text) })
        #expect(used.count > 40)
        for kind in ["ServiceAccount", "ConfigMap"] { used.formUnion(["\(kind)Missing", "\(kind)Unknown"]) }
        let documented = try documented(under: "Plans")
        #expect(Set(documented).symmetricDifference(used) == [])
        #expect(documented.count == Set(documented).count, "a code is listed twice")
    }

    @Test func everyReasonOfAReadingIsDocumentedAndNoOther() throws {
        let source = try Checkout.text(of: "Sources/BusClients/Readings/ReadinessReason.swift")
        let values = source.matches(of: /case [a-zA-Z]+ = "([A-Za-z]+)"/).map { String($0.output.1) }
        #expect(values.contains("Ready"))
        let documented = try documented(under: "Readings of the bus")
        #expect(documented.sorted() == values.sorted())
    }

    @Test func everyReasonOfAConditionIsDocumentedAndNoOther() throws {
        let source = try Checkout.text(of: "Sources/PersistenceOperator/Daemon/Status/InstanceCondition.swift")
        let reasons = source.split(separator: "public enum Reason").last ?? ""
        let values = reasons.matches(of: /case [a-zA-Z]+ = "([A-Za-z]+)"/).map { String($0.output.1) }
        #expect(values.contains("Succeeded"))
        #expect(try documented(under: "Conditions").sorted() == values.sorted())
    }

    @Test func everyCodeOfABootstrapIsDocumentedAndNoOther() throws {
        let files = [
            "PersistenceOperator/Bootstrap/BootstrapReason.swift", "BusClients/Making/MakingOutcome.swift",
        ]
        let values = try files.flatMap { file in
            try Checkout.text(of: "Sources/\(file)").matches(of: /case [a-zA-Z]+ = "([A-Za-z]+)"/)
                .map { String($0.output.1) }
        }
        #expect(values.contains("DidYouMean") && values.contains("Made"))
        #expect(try documented(under: "Making what is missing").sorted() == values.sorted())
    }

    @Test(arguments: [
        (#"Hold(.mayPass, reason: "Conflict", message: "Other")"#, ["Conflict"]),
        (#"reason: wanted ? StepReason("Asked", "asked for") : StepReason("Gone", "")"#, ["Asked", "Gone"]),
        (#"reason: fixed ? "Immutable" : "Rejected", message: "#, ["Immutable", "Rejected"]),
        ("kept.noting(\n    \"ReplicasDiffer\", input.writer)", ["ReplicasDiffer"]),
        (#""code": "TooFew", "severity": "Warning""#, ["TooFew"]),
        (#"reason: "\(kind)\(known ? "Missing" : "Unknown")", message: """#, []),
        (#"unreadable(reason: "It has no data")"#, []),
    ])
    func codesAreFoundWhereTheyAreGiven(text: String, expected: [String]) {
        #expect(codes(in: text) == expected)
    }
}
