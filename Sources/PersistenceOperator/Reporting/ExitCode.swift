/// The exit codes of the command line: a contract that CI jobs rely on.
public enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
    /// Done; for `diff`: no change; for `check`: all ready.
    case success = 0
    /// `diff` only: there are changes.
    case changes = 1
    /// Some writers are held and need a person; the rest is applied.
    case held = 2
    /// A rollout failed or did not finish in time (`--wait`).
    case rolloutFailed = 3
    /// Wrong usage.
    case usage = 64
    /// The spec is invalid: nothing was touched.
    case invalidSpec = 65
    /// The API server could not be reached.
    case unreachable = 69
    /// Internal error.
    case internalError = 70
    /// Some writers are held for what may pass by itself: try again.
    case tryAgain = 75
    /// Not permitted to do the job at all.
    case notPermitted = 77
    /// Interrupted.
    case interrupted = 130

    /// Which code counts where several apply; those that are not named never meet another.
    private static let precedence: [ExitCode] = [
        .interrupted, .internalError, .invalidSpec, .notPermitted, .unreachable, .rolloutFailed, .held, .tryAgain,
        .changes,
    ]

    /// The one code for several findings: 70, 65, 77, 69, 3, 2, 75, 1 in that order; nothing found is `success`.
    public static func combined(_ codes: some Sequence<ExitCode>) -> ExitCode {
        let found = Set(codes)
        return precedence.first(where: found.contains) ?? found.first { $0 != .success } ?? .success
    }

    /// The code that a hold asks for; `nil`: none.
    public static func code(for hold: Hold) -> ExitCode? {
        switch hold.kind {
        case .needsPerson: .held
        case .mayPass: .tryAgain
        case .intended: nil
        }
    }
}

extension ExecutionReport {
    /// The exit code of `reconcile --once` without regard to rollouts.
    public var exitCode: ExitCode {
        var codes = holds.compactMap { ExitCode.code(for: $0.hold) }
        switch ending {
        case .complete: break
        case .unreachable: codes.append(.unreachable)
        case .interrupted: codes.append(.interrupted)
        }
        return ExitCode.combined(codes)
    }
}

extension Plan {
    /// The exit code of `diff`.
    public func diffExitCode(exitOnHold: Bool) -> ExitCode {
        var codes: [ExitCode] = hasChanges ? [.changes] : []
        if exitOnHold { codes += holds.compactMap { ExitCode.code(for: $0.hold) } }
        return ExitCode.combined(codes)
    }
}
