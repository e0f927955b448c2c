import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// One API server, as one account: where one-shot commands get their reconciler from.
public struct ClusterConnection: Sendable {
    let client: KubeClient
    private let configuration: KubeConfiguration
    private let environment: [String: String]
    private let logger = Logger(label: "operator")

    /// Several times what one instance has under way (`Executor`): those of others need not wait for it.
    private static let requestsAtOnce = 64

    /// Finds the configuration as kubectl does; nothing is sent yet. Its warnings are logged.
    ///
    /// - Throws: `ClusterError`.
    public init(kubeconfig: String?, context: String?, allowsInsecureTLS: Bool) throws(ClusterError) {
        environment = ProcessInfo.processInfo.environment
        let options = KubeConfigurationOptions(
            kubeconfig: kubeconfig, context: context, allowsInsecureTLS: allowsInsecureTLS)
        do {
            configuration = try KubeConfiguration.load(options)
            for warning in configuration.warnings { logger.warning("\(warning)") }
            client = KubeClient(
                configuration, maximumInFlight: Self.requestsAtOnce, logger: Logger(label: "kube-client"))
        } catch {
            throw ClusterError(exitStatus: .usage, message: error.description)
        }
    }

    /// The namespace of the kubeconfig's context, or the pod's.
    public var namespace: String { configuration.namespace }

    /// A reconciler on this connection.
    public func reconciler(
        settings: PlanSettings, rendering: RenderSettings, catalogue: Catalogue, bus: BusSettings
    ) -> Reconciler {
        Reconciler(
            client: client, settings: settings, rendering: rendering, catalogue: catalogue, bus: bus,
            environment: environment, logger: logger)
    }

    /// A controller on this connection, and where a leader is to be elected on another one of its own.
    public func controller(
        settings: Controller.Settings, instance: InstanceSettings
    ) -> Controller {
        let logger = Logger(label: "controller")
        let host = environment["HOSTNAME"] ?? ProcessInfo.processInfo.hostName
        let runID = String(UUID().uuidString.prefix(8)).lowercased()
        // Who only looks disturbs nobody.
        let election = instance.mode == .observe ? nil : settings.election
        let lease = election?.settings(
            namespace: configuration.namespace, instance: instance.planning.instance)
        let elector = lease.map { lease in
            LeaderElector(
                configuration: configuration, settings: lease,
                identity: "\(host)_\(runID)", logger: logger)
        }
        return Controller(
            settings: settings, origin: settings.origin ?? .resources(namespaces: [configuration.namespace]),
            instance: instance, client: client, elector: elector, host: host, runID: runID, logger: logger)
    }

    /// Runs work on the connection; what the API server refused becomes the command's error.
    ///
    /// - Throws: `ClusterError`, `Interrupted`, or what else the work throws.
    public func translatingErrors<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as KubeError {
            throw ClusterError(error)
        } catch let error as NotPermitted {
            throw ClusterError(exitStatus: .notPermitted, message: error.description)
        } catch is CancellationError {
            throw Interrupted()
        }
    }
}

/// Why nothing could be done with the cluster.
public struct ClusterError: CommandError, Hashable {
    /// How the command ends.
    public let exitStatus: ExitStatus
    /// What is wrong and what to do.
    public let message: String

    /// Makes an error.
    public init(exitStatus: ExitStatus, message: String) {
        self.exitStatus = exitStatus
        self.message = message
    }

    /// An error of the API server that a whole job failed with.
    init(_ error: KubeError) {
        switch error.code {
        case .forbidden, .unauthorized, .credentials:
            self.init(exitStatus: .notPermitted, message: error.description)
        case .transport, .tooManyRequests, .serverError:
            self.init(exitStatus: .unavailable, message: error.description)
        default:
            self.init(exitStatus: .internalError, message: error.description)
        }
    }

    /// `error: message`.
    public var report: String { "error: \(message)\n" }
}
