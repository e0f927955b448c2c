import Glibc
import LocalFiles

/// The texts of small files: tokens, and where credentials come from.
enum TextFile {
    /// There is a file that cannot be used.
    struct Failure: Error {
        /// What is wrong; names the file, and nothing of what it holds.
        let message: String
    }

    /// Reads a file of at most 1 MiB.
    ///
    /// - Returns: `nil`: there is none.
    static func read(_ path: String) throws(Failure) -> String? {
        let bytes: [UInt8]
        do throws(FileBytes.Failure) {
            bytes = try FileBytes.read(path, limit: 1 << 20)
        } catch {
            guard error.code != ENOENT else { return nil }
            throw Failure(message: "'\(path)' cannot be read: \(error.reason)")
        }
        guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(message: "'\(path)' is not text of at most 1 MiB")
        }
        return text
    }
}
