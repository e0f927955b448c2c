import Glibc
import LocalFiles

/// Reads the bytes of a spec from a file or standard input.
public enum SpecFile {
    /// Reads at most one byte more than `limit`, so that a file that is too large is refused without being read.
    ///
    /// - Parameter path: A path, or `-` for standard input.
    /// - Throws: `SpecFileError` where there is nothing to read.
    public static func read(_ path: String, limit: Int) throws(SpecFileError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileBytes.Failure) {
            bytes = path == "-" ? try FileBytes.readStandardInput(limit: limit) : try FileBytes.read(path, limit: limit)
        } catch {
            throw SpecFileError(errno: error.code, path: path)
        }
        guard !bytes.isEmpty else { throw SpecFileError(.empty, path: path) }
        return bytes
    }
}

/// Why a file could not be read.
public struct SpecFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of problem, stable across releases.
    public enum Code: String, Hashable, Sendable {
        /// There is no such file.
        case missing = "file-missing"
        /// It may not be read.
        case notPermitted = "file-not-permitted"
        /// It is a directory.
        case directory = "file-is-directory"
        /// It holds nothing.
        case empty = "empty-document"
        /// Reading failed.
        case unreadable = "file-unreadable"
    }

    /// The kind of problem.
    public let code: Code
    /// The path, as given.
    public let path: String
    /// What the system says, where the code does not say it all.
    public let reason: String

    init(_ code: Code, path: String, reason: String = "") {
        self.code = code
        self.path = path
        self.reason = reason
    }

    init(errno number: Int32, path: String) {
        switch number {
        case ENOENT, ENOTDIR: self.init(.missing, path: path)
        case EACCES, EPERM: self.init(.notPermitted, path: path)
        case EISDIR: self.init(.directory, path: path)
        default: self.init(.unreadable, path: path, reason: String(cString: strerror(number)))
        }
    }

    /// What is wrong, without the path.
    public var description: String {
        switch code {
        case .missing: "there is no such file"
        case .notPermitted: "the file may not be read by this user"
        case .directory: "this is a directory, not a file"
        case .empty: "the document is empty"
        case .unreadable: "the file cannot be read: \(reason)"
        }
    }
}
