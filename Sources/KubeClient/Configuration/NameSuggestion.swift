/// "Did you mean": the name that a mistyped one is probably meant to be.
enum NameSuggestion {
    /// The one name that differs in at most a third of its letters; `nil` where there is none, or more than one.
    static func closest(to name: String, among names: [String]) -> String? {
        let limit = max(1, name.count / 3)
        let distances = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        guard let least = distances.map(\.distance).min(), least <= limit else { return nil }
        let closest = distances.filter { $0.distance == least }
        return closest.count == 1 ? closest[0].name : nil
    }

    /// The number of letters to add, drop or replace (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
