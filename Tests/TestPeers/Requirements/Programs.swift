import FoundationEssentials

/// Programs along `PATH`.
public enum Program {
    /// The absolute path of a program, or `nil` if there is none of that name.
    public static func path(of name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// What the scripts keep outside the checkout.
enum Cache {
    static let folder: String = {
        let environment = ProcessInfo.processInfo.environment
        let parent = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "")/.cache"
        return "\(parent)/persistence-operator"
    }()
}

/// The binaries of the control plane, where `scripts/control-plane` looks for them.
enum ControlPlaneAssets {
    static let folder =
        ProcessInfo.processInfo.environment["KUBEBUILDER_ASSETS"] ?? "\(Cache.folder)/control-plane-1.20.2/bin"

    @Sendable static func has(_ program: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
    }
}

/// The Python environment that `scripts/python-peers` makes.
public enum PythonPeers {
    /// The path of its interpreter; the file may not exist.
    public static let interpreter = "\(Cache.folder)/python/bin/python3"
}

/// The promtool that `scripts/promtool` finds or unpacks.
public enum Promtool {
    /// Its path; the file may not exist.
    public static let path = Program.path(of: "promtool") ?? "\(Cache.folder)/promtool/promtool"
}
