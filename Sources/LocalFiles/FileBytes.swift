import Glibc

/// Reads files whole.
///
/// FoundationEssentials' `Data(contentsOf:)` and `FileManager.contents(atPath:)` lose 4 KiB with each empty file that they read
/// (seen with 6.3.1 under LeakSanitizer), and a token file is read every few seconds for as long as the process lives.
public enum FileBytes {
    /// The system refused.
    public struct Failure: Error, Hashable, Sendable {
        /// `errno`.
        public let code: CInt

        /// The system's words.
        public var reason: String { String(cString: strerror(code)) }
    }

    /// Reads a file.
    ///
    /// - Parameter limit: At most one byte more than this is read, so that a file that is too large is refused without being
    ///   read; no limit unless told.
    public static func read(_ path: String, limit: Int = .max) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        return try readAll(from: descriptor, limit: limit)
    }

    /// Reads standard input to its end; the limit is as for a file.
    public static func readStandardInput(limit: Int = .max) throws(Failure) -> [UInt8] {
        try readAll(from: STDIN_FILENO, limit: limit)
    }

    private static func readAll(from descriptor: CInt, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            var code: CInt = 0
            let wanted = min(64 * 1024, limit == .max ? .max : limit + 1 - bytes.count)
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if result < 0 { code = errno }
                count = max(0, result)
            }
            if code == EINTR { continue }
            guard code == 0 else { throw Failure(code: code) }
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }
}
