/// Which modules a target may import: the table of the architecture, as code. A change here is a change of the
/// architecture and wants a page in docs/decisions.
enum ImportRules {
    /// What comes with the platform and lets a target do input and output.
    private static let platform: Set = ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"]
    private static let pure: Set = ["Documents", "WriterSpecs"]
    private static let libraries: Set = [
        "BusClients", "Digests", "Documents", "HTTPServing", "HTTPTransport", "KubeClient", "LocalFiles", "WriterSpecs",
    ]

    /// By target: the modules that its files may import.
    static let allowed: [String: Set<String>] = [
        "Documents": ["CLibYAML", "Synchronization"],
        "LocalFiles": ["Glibc"],
        "Digests": ["COpenSSL"],
        "WriterSpecs": ["Documents", "Synchronization"],
        "HTTPServing": ["CMicroHTTPD", "Glibc", "Synchronization"],
        "HTTPTransport": platform.union(["CCurl", "Logging"]),
        "KubeClient": platform.union(["Documents", "HTTPTransport", "LocalFiles", "Logging"]),
        "BusClients": platform.union([
            "COpenSSL", "CRdKafka", "Digests", "Documents", "HTTPTransport", "LocalFiles", "Logging",
        ]),
        "PersistenceOperator": platform.union(libraries).union(["CLink", "CMalloc", "CZlib", "Logging"]),
        // It chooses where log lines go.
        "operator": ["ArgumentParser", "Logging", "PersistenceOperator"],
    ]

    /// Targets that compute and do nothing else, and the only module with a C library behind it that they may reach.
    static let pureTargets = pure
    static let cLibraryOfPureTargets = "CLibYAML"
}
