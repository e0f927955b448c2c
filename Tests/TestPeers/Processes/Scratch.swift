import FoundationEssentials
import LocalFiles
import Synchronization

/// Files of this test process. The folder is removed when the process ends, however it ends.
public enum Scratch {
    /// The absolute path of a folder that only this test process uses.
    public static let folder: String = {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        let folder = "\(parent)/persistence-operator-tests-\(UUID().uuidString.prefix(13).lowercased())"
        // A failure shows at the first use of the folder, with its path.
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        Leash.shared.sweepAtEnd(folder)
        return folder
    }()

    /// Where the outputs of child processes are kept: `PERSISTENCE_OPERATOR_TEST_LOGS`, which `scripts/test` sets so that
    /// it can search them for secrets afterwards, else a part of the scratch folder.
    public static let logs: String = {
        let logs = ProcessInfo.processInfo.environment["PERSISTENCE_OPERATOR_TEST_LOGS"] ?? "\(folder)/logs"
        try? FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        return logs
    }()

    private static let count = Atomic<Int>(0)

    /// A path in the scratch folder that nothing uses yet.
    public static func path(_ name: String) -> String {
        "\(folder)/\(nextNumber())-\(name)"
    }

    /// Writes a file that only this user may read, and returns its path.
    public static func file(_ name: String, _ contents: String) throws -> String {
        let path = path(name)
        try contents.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// A number that this process has not given out before.
    static func nextNumber() -> Int { count.add(1, ordering: .relaxed).newValue }

    /// The text of a file, or an empty one if there is no such file; bytes that are not UTF-8 are replaced.
    public static func text(ofFile path: String) -> String {
        String(decoding: (try? FileBytes.read(path)) ?? [], as: UTF8.self)
    }
}

/// The folder of the package that these tests belong to.
public enum Checkout {
    /// Its absolute path.
    public static let root = String(#filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/\($1)" })

    /// The absolute path of a file in it.
    public static func path(_ relative: String) -> String { "\(root)/\(relative)" }
}
