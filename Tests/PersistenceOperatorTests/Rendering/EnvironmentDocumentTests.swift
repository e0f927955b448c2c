import Documents
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct EnvironmentDocumentTests {
    private let file = GoldenFile("docs/environment.md")

    /// The rows that the built-in catalogue gives: variable, where its field stands, and the types that get it.
    private var table: String {
        let types = Catalogue.builtIn.types.values.sorted { $0.name < $1.name }
        let fields = types.map { Set(Catalogue.builtIn.environmentFields(of: $0)) }
        var rows = ["| variable | field | types |", "| --- | --- | --- |"]
        for field in EnvironmentField.all.sorted() {
            let having = zip(types, fields).filter { $0.1.contains(field) }.map(\.0.name)
            let missing = types.map(\.name).filter { !having.contains($0) }
            let names =
                switch having.count {
                case types.count: "all"
                case 0: "only types that the catalogue does not have"
                case 8...: "all but " + missing.joined(separator: ", ")
                default: having.joined(separator: ", ")
                }
            rows.append("| `\(field.uppercased())` | `\(Self.place(of: field))\(field)` | \(names) |")
        }
        return rows.joined(separator: "\n")
    }

    private static func place(of field: String) -> String {
        let isCommon =
            BusField(rawValue: field) != nil
            || [
                "bus_backend", "google_cloud_project", "kafka_dlq_topic", "secret_client",
                "use_aws_pool_for_google_adc",
            ]
            .contains(field)
        if isCommon { return "common_persistence_specs." }
        return EnvironmentField.shared.contains(field) ? "" : "writers[]."
    }

    @Test func theDocumentedVariablesAreThoseOfTheCatalogue() throws {
        let parts = try file.read().components("<!-- variables -->\n", "<!-- end of variables -->")
        let (head, tail) = try #require(parts)
        try file.expect("\(head)<!-- variables -->\n\(table)\n<!-- end of variables -->\(tail)")
    }

    @Test func theDocumentedContractVersionIsTheRenderedOne() throws {
        let labels = try RenderingFixture().deployment()[path: "metadata", "labels"]
        let version = try #require(labels?["persistence-operator.io/environment-contract"]?.string)
        #expect(try file.read().contains("version **\(version)**"))
    }
}

extension String {
    /// What stands before the first marker and after the second.
    fileprivate func components(_ start: String, _ end: String) -> (head: String, tail: String)? {
        guard let first = firstRange(of: start), let second = firstRange(of: end) else { return nil }
        return (String(self[..<first.lowerBound]), String(self[second.upperBound...]))
    }
}
