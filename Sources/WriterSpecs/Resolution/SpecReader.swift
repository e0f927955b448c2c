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
    /// The findings in document order, at most `diagnosticLimit`; warnings are left out before errors are.
    public var diagnostics: [Diagnostic]
    /// How many findings were left out.
    public var furtherDiagnostics: Int
    /// What can be rendered: `nil` where there is an error that belongs to the whole document. Writers with errors are
    /// in `faultyWriters`.
    public var resolved: ResolvedSpec?

    /// How many findings are errors, kept or not.
    public var errorCount: Int

    /// The largest number of findings that are kept.
    public static let diagnosticLimit = 1_000

    /// Whether any finding is an error.
    public var hasErrors: Bool { errorCount > 0 }

    /// Makes a reading.
    public init(
        document: PersistenceDocument?, diagnostics: [Diagnostic], furtherDiagnostics: Int, errorCount: Int,
        resolved: ResolvedSpec?
    ) {
        self.document = document
        self.diagnostics = diagnostics
        self.furtherDiagnostics = furtherDiagnostics
        self.errorCount = errorCount
        self.resolved = resolved
    }
}

/// Reads spec texts: text → tree → typed document → findings → resolved spec. Pure, and total: every text has an answer.
public enum SpecReader {
    /// Reads a spec.
    public static func read(
        _ bytes: [UInt8], options: SpecReadingOptions = SpecReadingOptions(), catalogue: Catalogue = .builtIn
    ) -> SpecReading {
        let root: DocumentNode
        do throws(DocumentError) {
            root = try tree(of: bytes, format: options.format)
        } catch {
            var sink = DiagnosticSink()
            sink.add(
                Diagnostic(
                    code: error.code.rawValue, severity: .error, scope: .document, position: error.position, path: "",
                    message: error.message, hint: error.hint))
            return reading(document: nil, sink: sink, resolved: nil)
        }
        var decoder = SpecDecoder(
            allowsUnknownFields: options.allowsUnknownFields, effects: FieldEffects(of: root, catalogue: catalogue))
        var document = PersistenceDocument()
        decoder.decodeDocument(root, into: &document)
        guard root.members != nil else { return reading(document: nil, sink: decoder.sink, resolved: nil) }
        var resolver = SpecResolver(document, options: options, catalogue: catalogue, sink: decoder.sink)
        let resolved = resolver.resolve()
        return reading(document: document, sink: resolver.sink, resolved: resolved)
    }

    private static func tree(of bytes: [UInt8], format: SpecReadingOptions.Format) throws(DocumentError) -> DocumentNode
    {
        let empty = DocumentError(
            .empty, at: .start, "the document is empty",
            hint: "a spec without writers is {\"writers\": []} with its namespace")
        switch format {
        case .json:
            guard bytes.contains(where: { !" \t\r\n".utf8.contains($0) }) else { throw empty }
            return try DocumentNode(json: bytes)
        case .yaml:
            let documents = try DocumentNode.documents(yaml: bytes)
            guard let root = documents.first else { throw empty }
            if documents.count > 1 {
                throw DocumentError(
                    DocumentError.Code(rawValue: "multiple-documents"), at: documents[1].position,
                    "a spec is one document, and another begins here", hint: "keep each in a file of its own")
            }
            if case .null = root.content { throw empty }
            return root
        }
    }

    private static func reading(
        document: PersistenceDocument?, sink: DiagnosticSink, resolved: ResolvedSpec?
    ) -> SpecReading {
        var sink = sink
        let (kept, further) = sink.finish()
        return SpecReading(
            document: document, diagnostics: kept, furtherDiagnostics: further, errorCount: sink.errorCount,
            resolved: resolved)
    }
}
