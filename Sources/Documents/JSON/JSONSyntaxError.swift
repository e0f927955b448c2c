/// Why a text is not JSON (RFC 8259), and where.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake, stable across releases.
    public enum Code: String, Hashable, Sendable {
        case unexpectedCharacter = "unexpected-character"
        case unexpectedEnd = "unexpected-end"
        case trailingCharacters = "trailing-characters"
        case byteOrderMark = "byte-order-mark"
        case invalidUTF8 = "invalid-utf8"
        case controlCharacter = "control-character"
        case invalidEscape = "invalid-escape"
        case loneSurrogate = "lone-surrogate"
        case invalidNumber = "invalid-number"
        case depthLimit = "depth-limit"
    }

    /// The kind of mistake.
    public let code: Code
    /// Where the mistake is.
    public let position: SourcePosition
    /// What is wrong, in a few words, without the position.
    public let message: String
    /// What to do about it, if that is known.
    public let hint: String?

    /// Makes an error.
    public init(_ code: Code, at position: SourcePosition, _ message: String, hint: String? = nil) {
        self.code = code
        self.position = position
        self.message = message
        self.hint = hint
    }

    /// `line:column: message; hint`.
    public var description: String { "\(position): \(message)" + (hint.map { "; \($0)" } ?? "") }
}
