import Glibc

/// A named pipe that is full and that nobody reads: whoever writes to it waits.
public final class UnreadPipe {
    /// Where it is.
    public let path: String
    private var descriptor: Int32

    /// Makes one that has room for a page, and fills it.
    ///
    /// - Throws: `TestPeerError`.
    public init() throws {
        path = Scratch.path("unread")
        guard mkfifo(path, 0o600) == 0 else { throw TestPeerError("mkfifo \(path): error \(errno)") }
        // Its own reader and writer: nobody who opens it waits.
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        // F_SETPIPE_SZ, which the module of glibc lacks.
        guard descriptor >= 0, fcntl(descriptor, 1031, 4096) == 4096 else {
            throw TestPeerError("cannot use \(path): error \(errno)")
        }
        let page = [UInt8](repeating: UInt8(ascii: "."), count: 4096)
        guard write(descriptor, page, page.count) == page.count else { throw TestPeerError("cannot fill \(path)") }
    }

    deinit { close() }

    /// Takes all that is in it.
    public func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var text = ""
        while case let count = Glibc.read(descriptor, &bytes, bytes.count), count > 0 {
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return text
    }

    /// Goes away: nobody can read it any more.
    public func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }
}
