/// Swift text without its comments and the contents of its string literals, so that words in those count for nothing.
struct SwiftCode {
    let lines: [String]

    init(_ text: String) {
        lines = Self.blanked(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The modules that the file imports: `import Glibc`, `@testable import A`, `public import struct A.B`.
    var importedModules: [String] {
        lines.compactMap { line in
            var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
            while let word = words.first, word.hasPrefix("@") || Self.accessLevels.contains(String(word)) {
                words.removeFirst()
            }
            guard words.first == "import" else { return nil }
            words.removeFirst()
            if let word = words.first, Self.importKinds.contains(String(word)) { words.removeFirst() }
            return words.first?.split(whereSeparator: { $0 == "." || $0 == ";" }).first.map(String.init)
        }
    }

    /// The numbers, from 1, of the lines that contain the words.
    func lines(containing words: String) -> [Int] {
        lines.indices.filter { lines[$0].contains(words) }.map { $0 + 1 }
    }

    private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let importKinds: Set = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]

    private enum State: Equatable {
        case code
        case lineComment
        case blockComment(depth: Int)
        case string(hashes: Int, quotes: Int)
    }

    private static func blanked(_ text: String) -> String {
        var result = ""
        var state = State.code
        var rest = text[...]
        func take(_ count: Int) { rest = rest.dropFirst(count) }
        while let next = rest.first {
            switch state {
            case .code:
                let hashes = rest.prefix { $0 == "#" }.count
                let afterHashes = rest.dropFirst(hashes)
                if rest.hasPrefix("//") {
                    state = .lineComment
                } else if rest.hasPrefix("/*") {
                    state = .blockComment(depth: 1)
                    take(2)
                } else if afterHashes.hasPrefix("\"") {
                    let quotes = afterHashes.hasPrefix("\"\"\"") ? 3 : 1
                    state = .string(hashes: hashes, quotes: quotes)
                    take(hashes + quotes)
                } else {
                    result.append(next)
                    take(1)
                }
            case .lineComment:
                if next.isNewline { state = .code } else { take(1) }
            case .blockComment(let depth):
                if rest.hasPrefix("/*") {
                    state = .blockComment(depth: depth + 1)
                    take(2)
                } else if rest.hasPrefix("*/") {
                    state = depth == 1 ? .code : .blockComment(depth: depth - 1)
                    take(2)
                } else {
                    if next.isNewline { result.append(next) }
                    take(1)
                }
            case .string(let hashes, let quotes):
                let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
                if rest.hasPrefix(end) {
                    state = .code
                    take(end.count)
                } else if hashes == 0, next == "\\" {
                    take(2)
                } else {
                    if next.isNewline { result.append(next) }
                    take(1)
                }
            }
        }
        return result
    }
}
