import Glibc

/// A system call failed.
public struct SocketError: Error, CustomStringConvertible {
    /// The call.
    public let call: String
    /// Its `errno`.
    public let code: CInt

    init(_ call: String) {
        self.call = call
        code = errno
    }

    /// The call and the system's words.
    public var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// Blocking TCP sockets on loopback.
public enum LoopbackSocket {
    /// Listens on a free port, or on the one given.
    ///
    /// - Parameter host: The last part of the address, 127.0.0.1 unless told.
    public static func listen(host: UInt8 = 1, port: UInt16 = 0) throws -> (descriptor: CInt, port: UInt16) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        var address = loopback(host, port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
        var actualSize = size
        guard isBound, Glibc.listen(descriptor, 128) == 0,
            withUnsafeMutablePointer(
                to: &address,
                {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        getsockname(descriptor, $0, &actualSize) == 0
                    }
                })
        else {
            let error = SocketError("bind")
            close(descriptor)
            throw error
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Connects to a port.
    static func connect(port: UInt16) throws -> CInt {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var address = loopback(1, port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            let error = SocketError("connect")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func loopback(_ host: UInt8, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (UInt32(0x7F00_0000) + UInt32(host)).bigEndian
        return address
    }

    /// Closes a socket.
    public static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

    /// Waits a moment for the peer to end the connection.
    ///
    /// - Parameter milliseconds: How long at most.
    static func hasEnded(_ descriptor: CInt, within milliseconds: CInt) -> Bool {
        var poll = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) <= 0
    }

    /// Makes the next `close` send a reset instead of an orderly end.
    static func resetOnClose(_ descriptor: CInt) {
        var lingers = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingers, socklen_t(MemoryLayout<linger>.size))
    }
}

/// One connection of a stub server, plain or TLS.
protocol StubConnection {
    /// Reads what is there, at least one byte; empty at the end or after an error.
    func read(_ count: Int) -> [UInt8]
    /// Writes everything; false where the peer is gone.
    func write(_ bytes: [UInt8]) -> Bool
}

/// A plain TCP connection.
struct PlainConnection: StubConnection {
    let descriptor: CInt

    func read(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, recv(descriptor, buffer.baseAddress, count, 0))
        }
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
