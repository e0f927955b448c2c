import FoundationEssentials

/// The files of the package that these tests judge.
enum Checkout {
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The files under a folder that have that ending, as paths from the root, in order.
    static func files(under folder: String, ending: String = "") throws -> [String] {
        guard FileManager.default.fileExists(atPath: "\(root)/\(folder)") else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
            .filter { $0.hasSuffix(ending) && !$0.contains("__pycache__") }.map { "\(folder)/\($0)" }.sorted()
    }
}

/// One Swift file under `Sources`.
struct SourceFile {
    let path: String
    let text: String
    /// The text with the contents of comments and string literals blanked out, line for line.
    let code: SwiftCode

    var target: String { String(path.split(separator: "/")[1]) }

    /// All of them, read once.
    static func all() throws -> [SourceFile] { try read.get() }

    private static let read = Result {
        try Checkout.files(under: "Sources", ending: ".swift").map {
            let text = try Checkout.text(of: $0)
            return SourceFile(path: $0, text: text, code: SwiftCode(text))
        }
    }
}
