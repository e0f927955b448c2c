import Testing

/// docs/faults.md says which test shows each fault, and those tests say so too.
@Suite struct FaultTests {
    /// Those that the project promises to survive by now.
    private static let promised = (1...38).filter { ![3, 29].contains($0) } + [46]

    /// The numbers that a text names: `fault 7`, `faults 1, 2`.
    private static func faults(in text: String) -> Set<Int> {
        Set(
            text.matches(of: /\bfaults? ([0-9]+(?:, [0-9]+)*)/).flatMap { match in
                match.output.1.split(separator: ", ").compactMap { Int($0) }
            })
    }

    /// The numbers that each file of tests names, by the file's name without its ending.
    private static func shown() throws -> [String: Set<Int>] {
        try Checkout.files(under: "Tests", ending: "Tests.swift").filter { !$0.hasPrefix("Tests/ArchitectureTests/") }
            .reduce(into: [:]) { shown, path in
                let name = path.split(separator: "/").last?.split(separator: ".").first ?? ""
                shown[String(name), default: []].formUnion(faults(in: try Checkout.text(of: path)))
            }
    }

    /// The rows of the table: the number and the tests in the last column.
    private static func rows() throws -> [(fault: Int, tests: [String])] {
        try Checkout.text(of: "docs/faults.md").split(separator: "\n").compactMap { line in
            let columns = line.split(separator: "|").map { $0.trimmingPrefix(" ") }
            guard columns.count == 4, let fault = Int(columns[0].prefix { $0 != " " }) else { return nil }
            return (fault, columns[3].matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) })
        }
    }

    @Test func everyFaultIsNamedByATest() throws {
        let shown = try Self.shown().values.reduce(into: Set()) { $0.formUnion($1) }
        #expect(Self.promised.filter { !shown.contains($0) } == [])
    }

    @Test func everyFaultHasOneRowWithTestsThatNameIt() throws {
        let rows = try Self.rows()
        #expect(rows.map(\.fault) == Self.promised)
        let shown = try Self.shown()
        for row in rows {
            #expect(!row.tests.isEmpty, "fault \(row.fault)")
            for test in row.tests where shown[test]?.contains(row.fault) != true {
                Issue.record("docs/faults.md: \(test) does not name fault \(row.fault)")
            }
        }
    }

    @Test(arguments: [
        (#"@Test("fault 7: a Lease")"#, [7]), (#""faults 1, 2: killed""#, [1, 2]), ("default 15 s", []),
        ("(faults 40 to 42)", [40]), ("a fault: 3", []),
    ])
    func numbersAreFoundWhereTheyAreNamed(text: String, expected: [Int]) {
        #expect(Self.faults(in: text).sorted() == expected)
    }
}
