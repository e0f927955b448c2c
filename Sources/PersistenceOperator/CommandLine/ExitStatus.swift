/// How a command ends. Where several apply, the first in `precedence` counts.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
    /// The process's exit code.
    public let rawValue: Int32

    /// Makes a status.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Done; for `diff`: no change; for `check`: all ready.
    public static let success = ExitStatus(rawValue: 0)
    /// `diff` and `bootstrap --dry-run` only: there are changes.
    public static let changes = ExitStatus(rawValue: 1)
    /// Some writers are held and need a person.
    public static let held = ExitStatus(rawValue: 2)
    /// `--wait`: a rollout failed or did not finish in time.
    public static let rolloutFailed = ExitStatus(rawValue: 3)
    /// Wrong usage.
    public static let usage = ExitStatus(rawValue: 64)
    /// The spec is invalid: nothing was touched.
    public static let invalidSpec = ExitStatus(rawValue: 65)
    /// The API server could not be reached.
    public static let unavailable = ExitStatus(rawValue: 69)
    /// Internal error.
    public static let internalError = ExitStatus(rawValue: 70)
    /// Some writers are held for what may pass by itself.
    public static let tryAgain = ExitStatus(rawValue: 75)
    /// Not permitted to do the job at all.
    public static let notPermitted = ExitStatus(rawValue: 77)
    /// Interrupted.
    public static let interrupted = ExitStatus(rawValue: 130)

    /// What counts first where several apply.
    public static let precedence: [ExitStatus] = [
        .interrupted, .usage, .internalError, .invalidSpec, .notPermitted, .unavailable, .rolloutFailed, .held,
        .tryAgain,
        .changes, .success,
    ]

    /// The status that counts; `success` where there is none.
    public static func combined(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let all = Set(statuses)
        return precedence.first { all.contains($0) } ?? all.first ?? .success
    }
}

/// An error that ends a command in an orderly way: a text for people and an exit status.
public protocol CommandError: Error {
    /// The status.
    var exitStatus: ExitStatus { get }
    /// What is written to standard error: whole lines, with what to do, without secrets.
    var report: String { get }
    /// What is written to standard output all the same: a document, where the command was asked for data; else empty.
    var document: String { get }
}

extension CommandError {
    /// Nothing.
    public var document: String { "" }
}

/// The command line contradicts itself or the spec.
public struct UsageError: CommandError, Hashable {
    /// What is wrong, in one sentence.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// Makes an error.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// 64.
    public var exitStatus: ExitStatus { .usage }
    /// `error: message; hint`.
    public var report: String { "error: \(message)" + (hint.map { "; \($0)" } ?? "") + "\n" }
}
