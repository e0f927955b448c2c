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
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var state = State.code
        var index = 0
        func isNext(_ word: StaticString) -> Bool {
            let end = index + word.utf8CodeUnitCount
            return end <= bytes.count
                && word.withUTF8Buffer { $0.elementsEqual(bytes[index..<end]) }
        }
        func run(of byte: UInt8, from start: Int) -> Int { bytes[start...].prefix { $0 == byte }.count }
        while index < bytes.count {
            let next = bytes[index]
            switch state {
            case .code:
                let hashes = run(of: UInt8(ascii: "#"), from: index)
                let quotes = run(of: UInt8(ascii: "\""), from: index + hashes)
                if isNext("//") {
                    state = .lineComment
                } else if isNext("/*") {
                    state = .blockComment(depth: 1)
                    index += 2
                } else if quotes > 0 {
                    // Two quotes in a row are an empty string: its first quote opens it, the second closes it.
                    let opening = quotes >= 3 ? 3 : 1
                    state = .string(hashes: hashes, quotes: opening)
                    index += hashes + opening
                } else {
                    result.append(next)
                    index += 1
                }
            case .lineComment:
                if next == UInt8(ascii: "\n") { state = .code } else { index += 1 }
            case .blockComment(let depth):
                if isNext("/*") {
                    state = .blockComment(depth: depth + 1)
                    index += 2
                } else if isNext("*/") {
                    state = depth == 1 ? .code : .blockComment(depth: depth - 1)
                    index += 2
                } else {
                    if next == UInt8(ascii: "\n") { result.append(next) }
                    index += 1
                }
            case .string(let hashes, let quotes):
                if run(of: UInt8(ascii: "\""), from: index) >= quotes,
                    run(of: UInt8(ascii: "#"), from: index + quotes) >= hashes
                {
                    state = .code
                    index += quotes + hashes
                } else if hashes == 0, next == UInt8(ascii: "\\") {
                    // A line of a long string may end with one.
                    if isNext("\\\n") { result.append(UInt8(ascii: "\n")) }
                    index += 2
                } else {
                    if next == UInt8(ascii: "\n") { result.append(next) }
                    index += 1
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
