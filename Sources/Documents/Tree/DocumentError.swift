/// Why a text is not a document, and where.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake, stable across releases.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code in kebab case.
        public let rawValue: String

        /// Makes a code; those of `JSONSyntaxError` are codes too.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing but white space, comments or `---`.
        public static let empty = Code(rawValue: "empty-document")
        /// More bytes than the limit.
        public static let sizeLimit = Code(rawValue: "size-limit")
        /// More containers inside one another than the limit.
        public static let depthLimit = Code(rawValue: "depth-limit")
        /// More values than the limit; those that an alias stands for count each time.
        public static let nodeLimit = Code(rawValue: "node-limit")
        /// Not UTF-8.
        public static let invalidUTF8 = Code(rawValue: "invalid-utf8")
        /// A byte order mark.
        public static let byteOrderMark = Code(rawValue: "byte-order-mark")
        /// A number out of range, not finite, or of unclear meaning.
        public static let invalidNumber = Code(rawValue: "invalid-number")
        /// Not YAML, as libyaml reads it.
        public static let yamlSyntax = Code(rawValue: "yaml-syntax")
        /// An alias without a finished anchor.
        public static let yamlAlias = Code(rawValue: "yaml-alias")
        /// A tag that is not of the core schema, or does not fit its value.
        public static let yamlTag = Code(rawValue: "yaml-tag")
        /// A key that is no scalar, or a merge of what is no mapping.
        public static let yamlKey = Code(rawValue: "yaml-key")
        /// Too many directives.
        public static let yamlDirective = Code(rawValue: "yaml-directive")
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

    /// Makes the same error of a JSON error.
    public init(_ error: JSONSyntaxError) {
        self.init(
            Code(rawValue: error.code.rawValue), at: error.position, error.message, hint: error.hint)
    }

    /// `line:column: message; hint`.
    public var description: String { "\(position): \(message)" + (hint.map { "; \($0)" } ?? "") }
}
