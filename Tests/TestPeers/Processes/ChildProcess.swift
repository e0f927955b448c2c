import FoundationEssentials
import Glibc
import Synchronization

/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
    /// With this exit code.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
}

/// A process that ended, and what it wrote.
public struct FinishedProcess: Sendable {
    /// How it ended.
    public let status: ExitStatus
    /// All of its standard output.
    public let output: String
    /// All of its standard error.
    public let errors: String

    /// The exit code; 128 and the signal's number where a signal ended it, as a shell says it.
    public var exitCode: Int32 {
        switch status {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }
}

/// A program that runs beside the tests, in a process group of its own.
///
/// Both of its outputs go to files, so it never blocks on a full pipe. It is killed, with its group, when the last
/// reference is gone, and when the test process ends in whatever way.
public final class ChildProcess: Sendable {
    /// Its process identifier, and that of its group.
    public let identifier: pid_t
    /// The file that its standard output is written to.
    public let outputFile: String
    /// The file that its standard error is written to.
    public let errorFile: String
    private let command: String
    private let ending = Mutex<ExitStatus?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: A path, or a name that is looked for along `PATH`.
    ///   - environment: Replaces this process' environment if given.
    ///   - input: What its standard input holds; nothing unless told.
    ///   - folder: Its working directory; this process' unless told.
    /// - Throws: `TestPeerError` if it cannot be started.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil, input: String? = nil,
        folder: String? = nil
    ) throws {
        let name = executable.split(separator: "/").last.map(String.init) ?? executable
        let log = "\(Scratch.logs)/\(getpid())-\(Scratch.nextNumber())-\(name)"
        outputFile = "\(log).stdout"
        errorFile = "\(log).stderr"
        command = ([name] + arguments).joined(separator: " ")
        var streams = Spawn.Streams(output: outputFile, errors: errorFile)
        if let input { streams.input = try Scratch.file("stdin", input) }
        identifier = try Spawn.start(
            executable, arguments, environment: environment ?? ProcessInfo.processInfo.environment, folder: folder,
            streams: streams)
        Leash.shared.hold(identifier)
    }

    deinit {
        guard status == nil else { return }
        signal(SIGKILL)
        var raw: Int32 = 0
        waitpid(identifier, &raw, 0)
        Leash.shared.release(identifier)
    }

    /// What it has written to its standard output so far.
    public var output: String { Scratch.text(ofFile: outputFile) }

    /// What it has written to its standard error so far.
    public var errors: String { Scratch.text(ofFile: errorFile) }

    /// How it ended, or `nil` while it runs.
    public var status: ExitStatus? {
        ending.withLock { ending in
            if ending != nil { return ending }
            var raw: Int32 = 0
            guard waitpid(identifier, &raw, WNOHANG) == identifier else { return nil }
            let signal = raw & 0x7f
            ending = signal == 0 ? .exited((raw >> 8) & 0xff) : .signalled(signal)
            Leash.shared.release(identifier)
            return ending
        }
    }

    /// Sends a signal to the process and its group; does nothing once it has ended.
    public func signal(_ number: Int32) {
        ending.withLock { ending in
            // Not waited for yet, so the number is still this process' own.
            if ending == nil { _ = kill(-identifier, number) }
        }
    }

    /// Waits for its end.
    ///
    /// - Parameter limit: After that long it is killed; 60 seconds unless told.
    /// - Throws: `TestPeerError`, with the tail of what it wrote, if it had to be killed.
    public func finish(within limit: Duration = .seconds(60)) async throws -> FinishedProcess {
        let deadline = ContinuousClock.now + Patience.limit(limit)
        while true {
            if let status { return FinishedProcess(status: status, output: output, errors: errors) }
            guard ContinuousClock.now < deadline else {
                signal(SIGKILL)
                throw TestPeerError("'\(command)' did not end within \(limit)\(tail)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Asks it to end (SIGTERM) and waits for that; kills it after the limit.
    public func stop(within limit: Duration = .seconds(10)) async {
        signal(SIGTERM)
        _ = try? await finish(within: limit)
    }

    /// Waits until a line of its standard output satisfies a condition, and returns that line.
    ///
    /// - Throws: `TestPeerError` if it ends before, or the time is over.
    public func line(
        within limit: Duration = .seconds(60), where matches: (Substring) -> Bool
    ) async throws -> String {
        let deadline = ContinuousClock.now + Patience.limit(limit)
        while true {
            let ended = status != nil
            let text = output
            let complete = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
            if let line = complete.split(separator: "\n").first(where: matches) { return String(line) }
            guard !ended else { throw TestPeerError("'\(command)' ended before it said what was awaited\(tail)") }
            guard ContinuousClock.now < deadline else {
                throw TestPeerError("'\(command)' did not say what was awaited within \(limit)\(tail)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private var tail: String {
        func last(_ text: String) -> String { text.split(separator: "\n").suffix(10).joined(separator: "\n") }
        return "\nstandard output:\n\(last(output))\nstandard error:\n\(last(errors))"
    }

    /// Runs a program to its end.
    public static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil, input: String? = nil,
        folder: String? = nil, within limit: Duration = .seconds(60)
    ) async throws -> FinishedProcess {
        let process = try ChildProcess(
            executable, arguments, environment: environment, input: input, folder: folder)
        return try await process.finish(within: limit)
    }
}
