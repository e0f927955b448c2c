import Dispatch
import FoundationEssentials

/// A program that makes credentials (kubeconfig's `exec`, client.authentication.k8s.io).
public struct ExecPlugin: Sendable {
    /// Whether the program may ask a person.
    public enum InteractiveMode: String, Hashable, Sendable {
        /// It never reads standard input.
        case never = "Never"
        /// It reads standard input where that is a terminal.
        case ifAvailable = "IfAvailable"
        /// It needs a terminal.
        case always = "Always"
    }

    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    public var apiVersion: String
    /// The program: a path, or a name to find along `PATH`.
    public var command: String
    /// Its arguments.
    public var arguments: [String]
    /// Variables on top of this process's own.
    public var environment: [String: String]
    /// Whether it may ask a person.
    public var interactiveMode: InteractiveMode
    /// What to tell a person who lacks the program.
    public var installHint: String
    /// The cluster's description for `KUBERNETES_EXEC_INFO`, as JSON; `nil`: it is not told.
    public var clusterInfo: ExecClusterInfo?

    /// Makes a plugin.
    public init(
        apiVersion: String, command: String, arguments: [String] = [], environment: [String: String] = [:],
        interactiveMode: InteractiveMode = .ifAvailable, installHint: String = "", clusterInfo: ExecClusterInfo? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.interactiveMode = interactiveMode
        self.installHint = installHint
        self.clusterInfo = clusterInfo
    }

    /// Runs the program, on a thread of its own.
    ///
    /// - Returns: the credential and when it ends, a little early so that it does not end on the way.
    /// - Throws: `KubeError` with the code `credentials`; nothing that the program printed is in it.
    func run() async throws -> (Credential, Date?) {
        let hasTerminal = PluginProcess.standardInputIsTerminal
        if interactiveMode == .always, !hasTerminal {
            throw KubeError(.credentials, "the credential plugin '\(command)' needs a terminal, and there is none")
        }
        let isInteractive = interactiveMode != .never && hasTerminal
        var environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        environment["KUBERNETES_EXEC_INFO"] = ExecCredential.request(
            apiVersion: apiVersion, isInteractive: isInteractive, cluster: clusterInfo)
        let process = PluginProcess(
            command: command, arguments: arguments, environment: environment, inheritsInput: isInteractive,
            // A person needs time to answer; a program does not.
            timeout: isInteractive ? .seconds(300) : .seconds(60))
        let result = await withCheckedContinuation { continuation in
            DispatchQueue(label: "credential-plugin").async {
                continuation.resume(returning: process.run())
            }
        }
        switch result {
        case .success(let output):
            let credential = try ExecCredential.parse(output, apiVersion: apiVersion, command: command)
            return (credential.credential, credential.expiry?.addingTimeInterval(-10))
        case .failure(.notFound):
            let hint = installHint.isEmpty ? "" : "; \(installHint)"
            throw KubeError(.credentials, "the credential plugin '\(command)' is not installed\(hint)")
        case .failure(let failure):
            throw KubeError(.credentials, "the credential plugin '\(command)' \(failure.message)")
        }
    }
}

extension ExecPlugin: CustomReflectable {
    /// The command only: arguments and variables can hold secrets.
    public var customMirror: Mirror { Mirror(self, children: ["command": command]) }
}
