import Glibc

/// The process's standard streams.
public enum Console {
    /// A stream.
    public enum Stream: Int32, Sendable {
        /// Results.
        case output = 1
        /// Logs, progress and errors.
        case error = 2

        /// Whether somebody looks at it on a terminal.
        public var isTerminal: Bool { isatty(rawValue) == 1 }

        /// Whether it may be coloured: a terminal that can, and `NO_COLOR` is not set (no-color.org).
        public var allowsColour: Bool {
            isTerminal && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
        }
    }

    /// Writes a text as it is. A stream that takes no more ends the writing, not the process.
    public static func write(_ text: String, to stream: Stream = .output) {
        var text = text
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = UnsafeBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                    Glibc.write(stream.rawValue, $0.baseAddress, $0.count)
                }
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR, errno != EAGAIN {
                    return
                }
            }
        }
    }

    /// An environment variable.
    public static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Ends the process at once, without the handlers that libraries have registered for that: OpenSSL's frees what other threads
    /// may still use, such as one that closes a connection, and the process would end with a crash instead of its status.
    public static func exit(_ status: ExitStatus) -> Never {
        fflush(nil)
        _exit(status.rawValue)
    }
}
