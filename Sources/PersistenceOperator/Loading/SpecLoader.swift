import Documents
import WriterSpecs

/// Reads the spec that a command is about: file → bytes → findings and resolved spec.
public enum SpecLoader {
    /// Reads a spec. What is wrong with the file is a finding like any other.
    ///
    /// - Throws: `UsageError` where the command line contradicts the spec.
    public static func load(_ request: SpecRequest) throws(UsageError) -> LoadedSpec {
        let bytes: [UInt8]
        do throws(SpecFileError) {
            bytes = try SpecFile.read(request.path, limit: DocumentLimits().bytes)
        } catch {
            let reading = SpecReading(
                document: nil,
                diagnostics: [
                    Diagnostic(
                        code: error.code.rawValue, severity: .error, scope: .document, position: .start, path: "",
                        message: error.description)
                ], furtherDiagnostics: 0, errorCount: 1, resolved: nil)
            return loaded(request, reading)
        }
        return try load(request, bytes: bytes)
    }

    /// Reads a spec out of bytes that came from the request's path.
    ///
    /// - Throws: `UsageError` where the command line contradicts the spec.
    static func load(_ request: SpecRequest, bytes: [UInt8]) throws(UsageError) -> LoadedSpec {
        var options = request.options
        options.format = request.format ?? format(ofPath: request.path, bytes: bytes)
        let reading = SpecReader.read(bytes, options: options, catalogue: request.catalogue)
        if let wanted = request.namespace, let namespace = reading.document?.common.namespace, wanted != namespace {
            throw UsageError(
                "the namespace must be '\(wanted)', and the spec's namespace is '\(namespace)'",
                hint: request.namespaceHint)
        }
        return loaded(request, reading)
    }

    private static func loaded(_ request: SpecRequest, _ reading: SpecReading) -> LoadedSpec {
        LoadedSpec(
            source: request.path == "-" ? "<stdin>" : request.path, reading: reading, catalogue: request.catalogue,
            keepsGoing: request.keepsGoing)
    }

    /// By the file's ending; else JSON where the first character is `{`, which no other document of ours begins with.
    static func format(ofPath path: String, bytes: [UInt8]) -> SpecReadingOptions.Format {
        let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased()
        switch ending {
        case "json": return .json
        case "yaml", "yml": return .yaml
        default:
            let first = bytes.first { !" \t\r\n".utf8.contains($0) }
            return first == UInt8(ascii: "{") ? .json : .yaml
        }
    }
}

/// A spec as it was read.
public struct LoadedSpec: Sendable {
    /// The file, as diagnostics name it.
    public let source: String
    /// The findings, and the resolved spec where there is one.
    public let reading: SpecReading
    /// What it was read with.
    public let catalogue: Catalogue
    /// Whether writers at fault are held instead of refusing the document.
    public let keepsGoing: Bool
    /// Whether a command that cannot act on the spec answers with a `ValidationReport` on standard output (`-o json`).
    public var rejectsWithDocument = false

    /// What a one-shot command may act on: the document without an error, or, where it keeps going, its good writers.
    ///
    /// - Throws: `SpecRejection` with all findings.
    public func resolved() throws(SpecRejection) -> ResolvedSpec {
        guard let resolved = reading.resolved, keepsGoing || !reading.hasErrors else {
            throw SpecRejection(spec: self)
        }
        return resolved
    }

    /// The findings as a compiler prints them, one a line; empty where there are none. Commands that act on the spec
    /// write them to standard error.
    public func findings(colour: Bool = false) -> String { DiagnosticText(colour: colour).lines(of: self) }
}

/// A spec with errors, which nothing is done with.
public struct SpecRejection: CommandError {
    /// The spec.
    public let spec: LoadedSpec

    /// 65.
    public var exitStatus: ExitStatus { .invalidSpec }

    /// The `ValidationReport` of `operator validate -o json`, where the command was asked for data.
    public var document: String { spec.rejectsWithDocument ? ValidationReport(spec).text(.json) : "" }

    /// All findings, and that nothing was touched.
    public var report: String {
        let text = DiagnosticText(colour: Console.Stream.error.allowsColour)
        return text.lines(of: spec) + "\(text.count(of: spec)): nothing was touched\n"
    }
}
