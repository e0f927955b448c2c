/// Finds what somebody meant.
public enum Suggestions {
    /// The candidates that a name is close to, best first; empty where none is.
    ///
    /// Close means: the same but for case and hyphens; few letters changed (one in four, at most three); or, failing
    /// these, some of the candidate's words in its order (`common_specs` for `common_persistence_specs`).
    public static func matches(for name: String, among candidates: [String]) -> [String] {
        guard name.utf8.count <= 100 else { return [] }
        let wanted = Array(normalized(name).utf8)
        guard !wanted.isEmpty else { return [] }
        let limit = min(3, max(1, wanted.count / 4))
        var best = limit + 1
        var matches: [String] = []
        for candidate in candidates {
            let distance = distance(wanted, Array(normalized(candidate).utf8), limit: best)
            if distance < best {
                best = distance
                matches = [candidate]
            } else if distance == best, distance <= limit {
                matches.append(candidate)
            }
        }
        if !matches.isEmpty { return matches }
        let words = normalized(name).split(separator: "_")
        guard words.count > 1 else { return [] }
        return candidates.filter { isSubsequence(words, of: normalized($0).split(separator: "_")) }
    }

    /// `did you mean 'a'?`, `… 'a' or 'b'?`; `nil` where nothing is close or too much is.
    public static func question(_ matches: [String]) -> String? {
        guard !matches.isEmpty, matches.count <= 4 else { return nil }
        let quoted = matches.map { "'\($0)'" }
        guard quoted.count > 1, let last = quoted.last else { return "did you mean \(quoted[0])?" }
        return "did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
    }

    /// Whether two names differ in one letter more, less, other or swapped with its neighbour, or in case alone.
    public static func isTypo(_ name: String, of other: String) -> Bool {
        name != other && distance(Array(name.lowercased().utf8), Array(other.lowercased().utf8), limit: 1) <= 1
    }

    /// snake_case in lower case.
    private static func normalized(_ name: String) -> String {
        var result = ""
        var previousIsLower = false
        for character in name {
            if character == "-" || character == " " || character == "." {
                result += "_"
                previousIsLower = false
                continue
            }
            if character.isUppercase, previousIsLower { result += "_" }
            previousIsLower = character.isLowercase || character.isNumber
            result += character.lowercased()
        }
        return result
    }

    private static func isSubsequence(_ words: [Substring], of other: [Substring]) -> Bool {
        var rest = words[...]
        for word in other where word == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }

    /// Insertions, removals, changes and swaps of neighbours; `limit + 1` where there are more than `limit`.
    static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let isSame = left[row] == right[column]
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            if (current.min() ?? 0) > limit { return limit + 1 }
            beforeLast = last
            last = current
        }
        return min(last[right.count], limit + 1)
    }
}
