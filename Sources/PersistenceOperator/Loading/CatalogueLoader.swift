import Documents
import WriterSpecs

/// Reads the catalogue that a command works with.
public enum CatalogueLoader {
    /// The built-in catalogue with what a file adds or replaces.
    ///
    /// - Parameter path: A path, `-` for standard input, or `nil`: the built-in catalogue.
    /// - Throws: `CatalogueRejection` with everything that is wrong with the file.
    public static func load(_ path: String?) throws(CatalogueRejection) -> Catalogue {
        guard let path else { return .builtIn }
        let source = path == "-" ? "<stdin>" : path
        let bytes: [UInt8]
        do throws(SpecFileError) {
            bytes = try SpecFile.read(path, limit: DocumentLimits().bytes)
        } catch {
            throw CatalogueRejection(
                source: source,
                diagnostics: [
                    Diagnostic(
                        code: error.code.rawValue, severity: .error, scope: .document, position: .start, path: "",
                        message: error.description)
                ])
        }
        do throws(CatalogueFileError) {
            return try Catalogue.builtIn.replacing(
                withFile: bytes, format: SpecLoader.format(ofPath: path, bytes: bytes))
        } catch {
            throw CatalogueRejection(source: source, diagnostics: error.diagnostics)
        }
    }
}

/// A catalogue file with errors: nothing is done with the spec either.
public struct CatalogueRejection: CommandError {
    /// The file, as diagnostics name it.
    public let source: String
    /// What is wrong with it.
    public let diagnostics: [Diagnostic]

    /// 65.
    public var exitStatus: ExitStatus { .invalidSpec }

    /// All findings, and that nothing was touched.
    public var report: String {
        let text = DiagnosticText(colour: Console.Stream.error.allowsColour)
        let lines = diagnostics.map { text.line($0, source: source) + "\n" }.joined()
        return lines + "the catalogue cannot be used: nothing was touched\n"
    }
}
