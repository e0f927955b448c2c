import FoundationEssentials

/// The operator as a user runs it: the built program beside the test bundle.
///
/// All of its output ends up in `Scratch.logs`, where `scripts/test` looks for secrets afterwards.
public enum OperatorCLI {
    /// The path of the built program.
    public static let path: String = {
        let arguments = ProcessInfo.processInfo.arguments
        // `swift test` names the bundle, .build/PLATFORM/debug/NAME.xctest, to its helper or runs it itself.
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return "/" + bundle.split(separator: "/").dropLast().joined(separator: "/") + "/operator"
    }()

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: From the name of the command on.
    ///   - environment: Added to a minimal environment (`PATH`, and an empty `HOME`), so that nothing of this machine's
    ///     configuration has a say.
    ///   - input: What it reads from standard input.
    /// - Throws: `TestPeerError` if it cannot be started or does not end within the limit.
    public static func run(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil, folder: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> FinishedProcess {
        try await run(
            arguments, environment: environment, input: input, folder: folder, within: limit)
    }

    /// Runs it to its end, with the arguments as an array.
    public static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, folder: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> FinishedProcess {
        try await start(arguments, environment: environment, input: input, folder: folder).finish(within: limit)
    }

    /// Starts it and returns at once.
    public static func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, folder: String? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            path, arguments, environment: self.environment.merging(environment) { $1 }, input: input, folder: folder)
    }

    /// Starts it with its standard error going to a pipe.
    public static func start(_ arguments: [String], logTo pipe: UnreadPipe) throws -> ChildProcess {
        try ChildProcess(
            "sh", ["-c", #"exec "$0" "$@" 2> "$LOG""#, path] + arguments,
            environment: environment.merging(["LOG": pipe.path]) { $1 })
    }

    /// Starts it where a file of the test's is `/etc/hosts`.
    public static func start(_ arguments: [String], hosts: String) throws -> ChildProcess {
        try ChildProcess(
            "unshare",
            ["--mount", "bash", "-c", #"mount --bind "$0" /etc/hosts && exec "$@""#, hosts, path] + arguments,
            environment: environment)
    }

    private static var environment: [String: String] {
        var all = ["HOME": Scratch.folder, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        // Under a sanitizer its runtime and options go to the operator too.
        for (name, value) in ProcessInfo.processInfo.environment where sanitizers.contains(name) { all[name] = value }
        return all
    }

    private static let sanitizers: Set = ["LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"]
}
