extension Catalogue {
    /// The types as a table for people: name, image family, consumed and produced fields, and what the type does.
    public var table: String {
        var rows = [["TYPE", "IMAGE", "CONSUMES", "PRODUCES", "DOES"]]
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            rows.append([
                name, Self.image(of: type), Self.list(type.consumes), Self.list(type.produces), type.summary,
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: max(0, widths[column] - cell.count))
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func image(of type: WriterType) -> String {
        let others = type.imageFamilyByInserter.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.rawValue)" }
        let family = type.imageFamily?.rawValue ?? "-"
        return others.isEmpty ? family : "\(family) (\(others.joined(separator: ", ")))"
    }

    private static func list(_ fields: [BusField]) -> String {
        fields.isEmpty ? "-" : fields.map(\.rawValue).joined(separator: ",")
    }
}
