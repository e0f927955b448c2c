import FoundationEssentials
import Glibc

/// A folder as a kubelet mounts a ConfigMap with one key: the file is a link through `..data`, which is swapped for another one
/// in a moment, so that nobody ever sees half of a change.
public struct MountedConfigMap: Sendable {
    /// The folder.
    public let folder: String
    private let key: String

    /// The key's file; there is none before `put`.
    public var file: String { "\(folder)/\(key)" }

    /// Makes an empty folder.
    public init(key: String) throws {
        folder = Scratch.path("mounted")
        self.key = key
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Makes a text what the key holds.
    ///
    /// - Throws: `TestPeerError`, or what Foundation throws.
    public func put(_ text: String) throws {
        let files = FileManager.default
        let version = "..version-\(Scratch.nextNumber())"
        let old = try? files.destinationOfSymbolicLink(atPath: "\(folder)/..data")
        try files.createDirectory(atPath: "\(folder)/\(version)", withIntermediateDirectories: false)
        try text.write(toFile: "\(folder)/\(version)/\(key)", atomically: false, encoding: .utf8)
        try files.createSymbolicLink(atPath: "\(folder)/..data_tmp", withDestinationPath: version)
        guard rename("\(folder)/..data_tmp", "\(folder)/..data") == 0 else {
            throw TestPeerError("rename \(folder)/..data: error \(errno)")
        }
        if let old {
            try files.removeItem(atPath: "\(folder)/\(old)")
        } else {
            try files.createSymbolicLink(atPath: file, withDestinationPath: "..data/\(key)")
        }
    }
}
