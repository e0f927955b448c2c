import Glibc
import Synchronization

/// Where a process writes its log that must go on although nobody reads it: a full pipe would stop whoever writes to it, and
/// with it the work. A line waits a moment for its reader, then it is lost, and so are all that follow until somebody reads
/// again; that is said there then.
public final class LogSink: Sendable {
    /// The standard error of this process.
    public static let standardError = LogSink(descriptor: Console.Stream.error.rawValue)

    private struct State {
        /// Lines that were lost and not yet told of.
        var untold = 0
        /// Whether the last line that was written has no end.
        var isTorn = false
        var lost = 0
    }

    private let descriptor: Int32
    private let patience: Duration
    private let state = Mutex(State())

    /// Makes a sink.
    ///
    /// - Parameters:
    ///   - descriptor: What is written to. It stays the caller's, who must not close it before.
    ///   - patience: How long the first line that nobody reads waits; 200 ms unless told.
    init(descriptor: Int32, patience: Duration = .milliseconds(200)) {
        self.descriptor = descriptor
        self.patience = patience
    }

    /// How many lines were lost so far.
    public var lostLines: Int { state.withLock(\.lost) }

    /// Writes a line with its line break, or loses it.
    ///
    /// - Parameter loss: Says that so many lines are missing, as a line with its line break.
    public func write(_ line: String, loss: (Int) -> String) {
        state.withLock { state in
            let wasRead = state.untold == 0
            let text = wasRead ? line : (state.isTorn ? "\n" : "") + loss(state.untold) + line
            let bytes = Array(text.utf8)
            let written = put(bytes, within: wasRead ? patience : .zero)
            guard written < bytes.count else {
                state.untold = 0
                state.isTorn = false
                return
            }
            state.untold += 1
            state.lost += 1
            if written > 0 { state.isTorn = true }
        }
    }

    /// What a pipe that poll(2) calls ready takes without waiting (`PIPE_BUF`, pipe(7)).
    private static let portion = 4096

    /// - Returns: How many bytes were taken.
    private func put(_ bytes: [UInt8], within patience: Duration) -> Int {
        var rest = bytes[...]
        while !rest.isEmpty, isReady(within: patience) {
            let written = rest.prefix(Self.portion).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR, errno != EAGAIN {
                break
            }
        }
        return bytes.count - rest.count
    }

    private func isReady(within patience: Duration) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let limit = Int32(patience / .milliseconds(1))
        return poll(&request, 1, limit) == 1
    }
}
