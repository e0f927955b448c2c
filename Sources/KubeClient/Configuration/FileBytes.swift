import Glibc

/// Reads small files whole.
///
/// FoundationEssentials' `Data(contentsOf:)` loses 4 KiB with each empty file that it reads (seen with 6.3.1 under
/// LeakSanitizer), and a token file is read every few seconds for as long as the process lives.
enum FileBytes {
    /// The system refused.
    struct Failure: Error {
        let code: CInt

        /// The system's words.
        var reason: String { String(cString: strerror(code)) }
    }

    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            var code: CInt = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
                let result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if result < 0 { code = errno }
                count = max(0, result)
            }
            if code == EINTR { continue }
            guard code == 0 else { throw Failure(code: code) }
            if chunk.isEmpty { return bytes }
            bytes.append(contentsOf: chunk)
        }
    }
}
