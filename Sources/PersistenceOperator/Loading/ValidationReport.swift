import Documents
import WriterSpecs

/// What `operator validate` says.
public struct ValidationReport: Sendable {
    /// How it is shown.
    public enum Format: String, Sendable, CaseIterable {
        /// Lines as a compiler prints them.
        case text
        /// One JSON object: `kind: ValidationReport`.
        case json
        /// Workflow commands of GitHub Actions, which a pull request shows in place.
        case github
    }

    private let spec: LoadedSpec

    /// Makes a report of a spec.
    public init(_ spec: LoadedSpec) {
        self.spec = spec
    }

    /// 0 without errors; 65 with; 2 where only writers are at fault and the command keeps going.
    public var exitStatus: ExitStatus {
        guard spec.reading.hasErrors else { return .success }
        return spec.keepsGoing && spec.reading.resolved != nil ? .held : .invalidSpec
    }

    /// The report, with a line break at its end.
    public func text(_ format: Format, colour: Bool = false) -> String {
        switch format {
        case .text: DiagnosticText(colour: colour).lines(of: spec) + summary
        case .json: json.text(pretty: true) + "\n"
        case .github: spec.reading.diagnostics.map(annotation).joined() + summary
        }
    }

    private var summary: String {
        let count = DiagnosticText(colour: false).count(of: spec)
        guard let resolved = spec.reading.resolved else { return "\(spec.source): \(count)\n" }
        let writers = resolved.writers.count
        let faulty = resolved.faultyWriters.isEmpty ? "" : ", \(resolved.faultyWriters.count) at fault"
        return "\(spec.source): \(count); \(writers) writer\(writers == 1 ? "" : "s")\(faulty), "
            + "\(resolved.backend.rawValue), namespace \(resolved.namespace)\n"
    }

    private var json: JSONValue {
        var report: JSONValue = [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "ValidationReport",
            "source": .string(spec.source), "valid": .bool(!spec.reading.hasErrors),
            "errors": .integer(Int64(spec.reading.errorCount)),
            "warnings": .integer(
                Int64(spec.reading.diagnostics.count + spec.reading.furtherDiagnostics - spec.reading.errorCount)),
            "furtherDiagnostics": .integer(Int64(spec.reading.furtherDiagnostics)),
            "diagnostics": .array(spec.reading.diagnostics.map(object)),
        ]
        guard let resolved = spec.reading.resolved else { return report }
        report["namespace"] = .string(resolved.namespace)
        report["busBackend"] = .string(resolved.backend.rawValue)
        report["writers"] = .array(resolved.writers.map { .string($0.name) })
        return report
    }

    private func object(_ diagnostic: Diagnostic) -> JSONValue {
        var object: JSONValue = [
            "code": .string(diagnostic.code), "severity": .string(diagnostic.severity.rawValue),
            "line": .integer(Int64(diagnostic.position.line)), "column": .integer(Int64(diagnostic.position.column)),
            "path": .string(diagnostic.path), "message": .string(diagnostic.message),
        ]
        if let hint = diagnostic.hint { object["hint"] = .string(hint) }
        if case .writer(let index) = diagnostic.scope {
            object["scope"] = "writer"
            object["writer"] = .integer(Int64(index))
        } else {
            object["scope"] = "document"
        }
        return object
    }

    private func annotation(_ diagnostic: Diagnostic) -> String {
        let place =
            "file=\(Self.escape(spec.source, property: true)),line=\(diagnostic.position.line),"
            + "col=\(diagnostic.position.column),title=\(Self.escape(diagnostic.code, property: true))"
        let path = diagnostic.path.isEmpty ? "" : "\(diagnostic.path): "
        let message = "\(path)\(diagnostic.message)" + (diagnostic.hint.map { "; \($0)" } ?? "")
        return "::\(diagnostic.severity.rawValue) \(place)::\(Self.escape(message, property: false))\n"
    }

    /// GitHub's escapes for workflow commands.
    private static func escape(_ text: String, property: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where property: escaped += "%3A"
            case "," where property: escaped += "%2C"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
