import Documents

/// What a spec text is read with.
public struct SpecReadingOptions: Sendable {
    /// The syntax of a spec text.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// JSON (RFC 8259).
        case json
        /// YAML 1.1, as libyaml reads it.
        case yaml
    }

    /// The syntax.
    public var format = Format.json
    /// Unknown fields are warnings instead of errors.
    public var allowsUnknownFields = false
    /// Images for families that the document gives none for (`--image FAMILY=REF`).
    public var images: [ImageFamily: String] = [:]
    /// The Google Cloud project where the document gives none (`--google-project`).
    public var googleCloudProject: String?

    /// Makes the defaults: JSON, strict, no images.
    public init() {}
}

/// What reading a spec gave.
public struct SpecReading: Sendable {
    /// The typed document, as far as it could be read; `nil` where the text is not a document at all.
    public var document: PersistenceDocument?
    /// The findings in document order, at most `diagnosticLimit`.
    public var diagnostics: [Diagnostic]
    /// How many findings came after those.
    public var furtherDiagnostics: Int
    /// What can be rendered: `nil` where there is an error that belongs to the whole document. Writers with errors are
    /// in `faultyWriters`.
    public var resolved: ResolvedSpec?

    /// The largest number of findings that are kept.
    public static let diagnosticLimit = 1_000

    /// Whether any finding is an error.
    public var hasErrors: Bool { furtherDiagnostics > 0 || diagnostics.contains { $0.severity == .error } }

    /// Makes a reading.
    public init(
        document: PersistenceDocument?, diagnostics: [Diagnostic], furtherDiagnostics: Int, resolved: ResolvedSpec?
    ) {
        self.document = document
        self.diagnostics = diagnostics
        self.furtherDiagnostics = furtherDiagnostics
        self.resolved = resolved
    }
}
