import Glibc

/// Ports for servers that must be told theirs.
public enum FreePort {
    /// A TCP port on 127.0.0.1 that was free a moment ago.
    ///
    /// It lies below the range that the kernel gives to outgoing connections, so nobody takes it by chance; a server
    /// that can choose its own port and report it is still the better way.
    public static func find() throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 11_000..<32_000)
            if isFree(port) { return port }
        }
        throw TestPeerError("no free port among 1,000 tried")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
