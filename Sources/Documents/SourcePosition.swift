/// A place in a text document, as an editor shows it.
///
/// Lines and columns count from 1; a column is a Unicode code point (a tab is one column), the unit libyaml uses too.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// The line, from 1.
    public var line: Int32
    /// The column in code points, from 1.
    public var column: Int32

    /// Makes a position from a line and a column, both counted from 1.
    public init(line: Int, column: Int) {
        self.line = Int32(clamping: line)
        self.column = Int32(clamping: column)
    }

    /// The first character of a document.
    public static let start = SourcePosition(line: 1, column: 1)

    /// Document order.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

extension SourcePosition: CustomStringConvertible {
    /// `line:column`, as compilers print it.
    public var description: String { "\(line):\(column)" }
}
