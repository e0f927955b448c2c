import ArgumentParser
import PersistenceOperator

/// Which API server, as whom.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The kubeconfig; else KUBECONFIG, ~/.kube/config, or the pod's account.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig.")
    var context: String?

    @Flag(
        name: .customLong("insecure-skip-tls-verify"),
        help: "Accept a kubeconfig that turns the verification of the server's certificate off.")
    var allowsInsecureTLS = false

    /// Connects; nothing is sent yet.
    func connect() throws -> ClusterConnection {
        try ClusterConnection(kubeconfig: kubeconfig, context: context, allowsInsecureTLS: allowsInsecureTLS)
    }
}
