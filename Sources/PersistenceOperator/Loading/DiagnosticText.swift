import WriterSpecs

/// Shows findings to people, as compilers do.
struct DiagnosticText {
    /// Whether to use ANSI colours.
    let colour: Bool

    /// One line a finding, and one for those that are not shown.
    func lines(of spec: LoadedSpec) -> String {
        var text = ""
        for diagnostic in spec.reading.diagnostics { text += line(diagnostic, source: spec.source) + "\n" }
        if spec.reading.furtherDiagnostics > 0 {
            text += "\(spec.source): \(spec.reading.furtherDiagnostics) more findings are not shown\n"
        }
        return text
    }

    /// `source:line:column: severity: path: message; hint [code]`.
    func line(_ diagnostic: Diagnostic, source: String) -> String {
        let severity = diagnostic.severity.rawValue
        let shown = paint(severity, diagnostic.severity == .error ? "1;31" : "1;33")
        let path = diagnostic.path.isEmpty ? "" : "\(Self.oneLine(diagnostic.path)): "
        let hint = diagnostic.hint.map { "; \($0)" } ?? ""
        return "\(paint("\(source):\(diagnostic.position):", "1")) \(shown): \(path)\(diagnostic.message)\(hint) "
            + paint("[\(diagnostic.code)]", "2")
    }

    /// `2 errors and 1 warning`.
    func count(of spec: LoadedSpec) -> String {
        let errors = spec.reading.errorCount
        let warnings = spec.reading.diagnostics.count + spec.reading.furtherDiagnostics - errors
        let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        return parts.isEmpty ? "no errors" : parts.joined(separator: " and ")
    }

    private func paint(_ text: String, _ code: String) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Paths hold names from the document: their control characters never reach a terminal.
    static func oneLine(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            shown +=
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return shown
    }
}
