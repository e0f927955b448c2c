import Documents

/// Collects findings: errors before warnings, and of each the first in document order, are kept; all are counted.
///
/// Its memory does not grow with the number of findings: a document of mistakes stays as cheap as one without.
struct DiagnosticSink {
    private struct Entry {
        let diagnostic: Diagnostic
        let sequence: Int
    }

    private let limit: Int
    private var entries: [Entry] = []
    private var count = 0
    /// The number of errors, kept or not.
    private(set) var errorCount = 0
    /// Whether an error belongs to the whole document.
    private(set) var documentIsAtFault = false
    /// The codes of each writer's errors, each once, in the order in which they were found.
    private(set) var codesByWriter: [Int: [String]] = [:]

    init(limit: Int = SpecReading.diagnosticLimit) {
        self.limit = limit
    }

    mutating func add(_ diagnostic: Diagnostic) {
        entries.append(Entry(diagnostic: diagnostic, sequence: count))
        count += 1
        if diagnostic.severity == .error {
            errorCount += 1
            switch diagnostic.scope {
            case .document: documentIsAtFault = true
            case .writer(let index):
                if codesByWriter[index]?.contains(diagnostic.code) != true {
                    codesByWriter[index, default: []].append(diagnostic.code)
                }
            }
        }
        if entries.count >= limit * 4 { prune() }
    }

    /// The findings that are kept, in document order, and the number of the others.
    mutating func finish() -> (kept: [Diagnostic], further: Int) {
        prune()
        return (entries.map(\.diagnostic), count - entries.count)
    }

    /// Warnings go first: an error that is not shown could not be put right.
    private mutating func prune() {
        entries.sort { ($0.diagnostic.position, $0.sequence) < ($1.diagnostic.position, $1.sequence) }
        guard entries.count > limit else { return }
        let errors = entries.count { $0.diagnostic.severity == .error }
        var errorsLeft = min(errors, limit)
        var warningsLeft = limit - errorsLeft
        entries = entries.filter { entry in
            if entry.diagnostic.severity == .error {
                errorsLeft -= 1
                return errorsLeft >= 0
            }
            warningsLeft -= 1
            return warningsLeft >= 0
        }
    }
}
