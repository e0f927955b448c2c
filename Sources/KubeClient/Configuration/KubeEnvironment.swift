import FoundationEssentials
import LocalFiles

/// What a configuration is looked up in besides its files; a test brings its own.
public struct KubeEnvironment: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The folder in which a Pod finds its service account.
    public var serviceAccountFolder: String

    /// Makes an environment.
    public init(
        variables: [String: String],
        serviceAccountFolder: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) {
        self.variables = variables
        self.serviceAccountFolder = serviceAccountFolder
    }

    /// That of this process.
    public static var process: KubeEnvironment { KubeEnvironment(variables: ProcessInfo.processInfo.environment) }

    /// The namespace of the Pod that this process runs in; `nil`: it runs in none, or without a service account.
    public var podNamespace: String? {
        let bytes = try? ConfigurationFile.read("\(serviceAccountFolder)/namespace", what: "the namespace")
        let name = bytes.map { String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self) } ?? ""
        return name.isEmpty ? nil : name
    }

    /// The value of a variable that is set and not empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Files that a configuration leads to.
enum ConfigurationFile {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// - Parameter what: names the file's purpose, for the message.
    static func read(_ path: String, what: String) throws(KubeConfigurationError) -> [UInt8] {
        do throws(FileBytes.Failure) {
            return try FileBytes.read(path)
        } catch {
            throw KubeConfigurationError(.unreadable, "\(what) \(path) cannot be read: \(error.reason)")
        }
    }

    /// An absolute path as it is, a relative one from a folder.
    static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The folder of a file; empty for a bare name.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
