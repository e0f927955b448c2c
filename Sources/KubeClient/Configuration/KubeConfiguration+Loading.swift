/// What a person chooses about the way to an API server.
public struct KubeConfigurationOptions: Hashable, Sendable {
    /// `--kubeconfig`: the only file that is read; `nil`: those of `KUBECONFIG`, else `~/.kube/config`.
    public var kubeconfig: String?
    /// `--context`; `nil`: the kubeconfig's `current-context`.
    public var context: String?
    /// Whether a kubeconfig may turn the check of the server's certificate off.
    public var allowsInsecureTLS: Bool

    /// Makes options; without arguments everything is as the kubeconfig says.
    public init(kubeconfig: String? = nil, context: String? = nil, allowsInsecureTLS: Bool = false) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.allowsInsecureTLS = allowsInsecureTLS
    }
}

extension KubeConfiguration {
    /// Finds the configuration as kubectl does: `--kubeconfig`, the files of `KUBECONFIG` merged, `~/.kube/config`; where
    /// there is none of them, the service account of the Pod that this runs in.
    ///
    /// - Throws: `KubeConfigurationError`.
    public static func load(
        _ options: KubeConfigurationOptions = KubeConfigurationOptions(), environment: KubeEnvironment = .process
    ) throws(KubeConfigurationError) -> KubeConfiguration {
        var kubeconfig = Kubeconfig()
        var places: [String] = []
        if let path = options.kubeconfig {
            try kubeconfig.add(ConfigurationFile.read(path, what: "the kubeconfig"), path: path)
        } else {
            places = candidates(environment)
            for path in places where ConfigurationFile.exists(path) {
                try kubeconfig.add(ConfigurationFile.read(path, what: "the kubeconfig"), path: path)
            }
        }
        if kubeconfig.files.isEmpty {
            let inCluster = InClusterConfiguration(environment: environment)
            if inCluster.isAvailable, options.context == nil { return try inCluster.configuration() }
            throw KubeConfigurationError(
                .notFound,
                "no kubeconfig: looked for \(places.joined(separator: ", ")), and this is no Pod "
                    + "(KUBERNETES_SERVICE_HOST is not set); give one with --kubeconfig or KUBECONFIG")
        }
        return try KubeconfigResolver(kubeconfig: kubeconfig, allowsInsecureTLS: options.allowsInsecureTLS)
            .configuration(context: options.context)
    }

    private static func candidates(_ environment: KubeEnvironment) -> [String] {
        if let list = environment["KUBECONFIG"] {
            return list.split(separator: ":").map(String.init)
        }
        return ["\(environment["HOME"] ?? "")/.kube/config"]
    }
}
