import FoundationEssentials
import TestPeers
import Testing

/// A committed file that a test compares bytes with; `UPDATE_GOLDEN=1` in the environment writes it anew instead.
struct GoldenFile {
    let path: String

    /// A file below the package's root.
    init(_ path: String) {
        self.path = Checkout.path(path)
    }

    static var isUpdating: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }

    func read() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// Expects the file to hold exactly the text; points at the first line that differs.
    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if Self.isUpdating {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return
        }
        let committed = try read()
        guard committed != text else { return }
        let pairs = zip(
            committed.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(
                separator: "\n", omittingEmptySubsequences: false))
        let line = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            """
            \(path) line \((line?.offset ?? 0) + 1): \(line.map { "'\($0.element.0)' is now '\($0.element.1)'" } ?? "other length"). \
            A change of rendered bytes rolls every writer: say why in docs/decisions, then UPDATE_GOLDEN=1.
            """, sourceLocation: sourceLocation)
    }
}
