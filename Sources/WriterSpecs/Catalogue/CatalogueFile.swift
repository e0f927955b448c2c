import Documents

/// Why a catalogue file cannot be used: all findings of one run, in document order.
public struct CatalogueFileError: Error, Hashable, Sendable {
    /// The findings, all of them errors.
    public var diagnostics: [Diagnostic]

    /// Makes an error.
    public init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

extension Catalogue {
    /// This catalogue with what a file says: entries are added, and of existing ones just the given keys are replaced.
    ///
    /// The file has the shape of `json`, all of it optional. An entry that is new starts as a type of which nothing is
    /// known: every field reaches it until `environmentFields` says which.
    ///
    /// - Throws: `CatalogueFileError` with everything that is wrong in the file.
    public func replacing(
        withFile bytes: [UInt8], format: SpecReadingOptions.Format
    ) throws(CatalogueFileError) -> Catalogue {
        let root: DocumentNode
        do throws(DocumentError) {
            root = try Self.root(of: bytes, format: format)
        } catch {
            throw CatalogueFileError(diagnostics: [
                Diagnostic(
                    code: error.code.rawValue, severity: .error, scope: .document, position: error.position, path: "",
                    message: error.message, hint: error.hint)
            ])
        }
        var reader = CatalogueReader()
        let result = reader.catalogue(self, with: root)
        guard reader.diagnostics.isEmpty else {
            throw CatalogueFileError(diagnostics: reader.diagnostics.sorted { $0.position < $1.position })
        }
        return result
    }

    private static func root(
        of bytes: [UInt8], format: SpecReadingOptions.Format
    ) throws(DocumentError) -> DocumentNode {
        switch format {
        case .json: return try DocumentNode(json: bytes)
        case .yaml:
            let documents = try DocumentNode.documents(yaml: bytes)
            guard documents.count == 1 else {
                throw DocumentError(
                    .empty, at: documents.dropFirst().first?.position ?? .start,
                    "the file has \(documents.count) documents", hint: "write one")
            }
            return documents[0]
        }
    }
}
