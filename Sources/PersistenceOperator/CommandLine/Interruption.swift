import Dispatch
import Glibc
import Synchronization

/// Lets a command that writes to a cluster come to a safe point when the user or the platform stops it.
public enum Interruption {
    /// Runs work; the first SIGINT or SIGTERM cancels its task, the second ends the process with 130.
    ///
    /// - Throws: What the work throws; `Interrupted` instead where a signal came before it threw.
    public static func run(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let signals = Mutex(0)
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            // A dispatch source sees a signal only where its default action is off.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let count = signals.withLock { count in
                    count += 1
                    return count
                }
                if count > 1 { _exit(ExitStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            try await task.value
        } catch {
            if signals.withLock({ $0 }) > 0 { throw Interrupted() }
            throw error
        }
    }
}

/// The user stopped the command.
public struct Interrupted: CommandError, Hashable {
    /// Makes an error.
    public init() {}
    /// 130.
    public var exitStatus: ExitStatus { .interrupted }
    /// What was done stays done, and a second run does the rest.
    public var report: String { "interrupted\n" }
}
