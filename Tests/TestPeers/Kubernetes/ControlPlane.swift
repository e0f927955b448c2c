import Documents
import FoundationEssentials
import Synchronization

/// A real API server with etcd and (where the binary is there) the controllers, on loopback and free ports.
///
/// There is no kubelet: Pods stay Pending until a test plays it, see `TestNamespace.markReady`.
public final class ControlPlane: Sendable {
    /// A kubeconfig whose user is in `system:masters`.
    public let adminKubeconfig: String
    /// `https://127.0.0.1:PORT`.
    public let server: String
    /// The folder with the certificates, keys and logs.
    public let folder: String
    /// The minor number of the API server's version: 20 for 1.20.2.
    public let minorVersion: Int
    private let process: ChildProcess

    /// The certificate authority's file, in PEM.
    public var certificateAuthority: String { "\(folder)/pki/ca.crt" }
    /// The port of the API server.
    public var port: String { String(server.split(separator: ":").last ?? "") }

    private static let starting = Mutex<Task<ControlPlane, any Error>?>(nil)

    /// The one that all tests of this process share. It is started at the first call and ends with the process.
    ///
    /// - Throws: `TestPeerError`, with its last words, if it did not start or has ended since: what every further test
    ///   would say of it is that nobody listens.
    public static func shared() async throws -> ControlPlane {
        let task = starting.withLock { task in
            if let task { return task }
            let new = Task { try await start() }
            task = new
            return new
        }
        let plane = try await task.value
        if let status = plane.process.status {
            throw TestPeerError("the control plane has ended (\(status)): \(plane.process.errors)")
        }
        return plane
    }

    /// Starts one that the caller has to itself, for tests that stop it or break it.
    public static func start() async throws -> ControlPlane {
        try await start(in: Scratch.path("control-plane"))
    }

    /// Starts one again that was stopped: with the same port, certificates and data.
    public func startAgain() async throws -> ControlPlane { try await Self.start(in: folder, port: port) }

    private static func start(in folder: String, port: String? = nil) async throws -> ControlPlane {
        let process = try ChildProcess(
            Checkout.path("scripts/control-plane"), ["run", folder] + (port.map { [$0] } ?? []))
        _ = try await process.line(within: .seconds(180)) { $0.hasPrefix("KUBECONFIG=") }
        let kubeconfig = Scratch.text(ofFile: "\(folder)/admin.kubeconfig")
        let prefix = "https://127.0.0.1:"
        let parts = kubeconfig.split(separator: prefix)
        guard parts.count == 2 else { throw TestPeerError("no server in \(folder)/admin.kubeconfig") }
        let server = prefix + parts[1].prefix { $0.isNumber }
        let version = try await APIRequest(folder: folder, server: server).send("GET", "/version").json()
        guard let minor = version["minor"]?.string.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
            throw TestPeerError("no version from \(server)")
        }
        return ControlPlane(folder: folder, server: server, minorVersion: minor, process: process)
    }

    private init(folder: String, server: String, minorVersion: Int, process: ChildProcess) {
        self.folder = folder
        self.server = server
        self.minorVersion = minorVersion
        self.process = process
        adminKubeconfig = "\(folder)/admin.kubeconfig"
    }

    /// Stops it. Only for one of the caller's own.
    public func stop() async { await process.stop() }

    /// Sends a request as an administrator.
    ///
    /// - Parameters:
    ///   - path: Path and query, `/api/v1/namespaces`.
    ///   - body: The object, if any.
    ///   - contentType: `application/json` unless told; a PATCH names its own.
    public func request(
        _ method: String, _ path: String, _ body: JSONValue? = nil, contentType: String = "application/json"
    ) async throws -> APIResponse {
        try await APIRequest(folder: folder, server: server).send(method, path, body, contentType: contentType)
    }

    /// Runs kubectl as an administrator and returns its standard output.
    ///
    /// - Throws: `TestPeerError`, with what kubectl said, if it did not exit with 0.
    @discardableResult
    public func kubectl(_ arguments: String..., input: String? = nil) async throws -> String {
        try await kubectl(arguments, input: input)
    }

    /// The same with arguments in an array.
    @discardableResult
    public func kubectl(_ arguments: [String], input: String? = nil) async throws -> String {
        let result = try await ChildProcess.run(
            "kubectl", ["--kubeconfig", adminKubeconfig] + arguments, input: input, within: .seconds(120))
        guard result.exitCode == 0 else {
            throw TestPeerError("kubectl \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.output
    }

    /// Makes a namespace with a name that nobody else uses, for the time of the body.
    ///
    /// - Parameter serviceAccount: A service account that is made in it, if any.
    public func withNamespace<Result>(
        serviceAccount: String? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (TestNamespace) async throws -> Result
    ) async throws -> Result {
        let name = "test-\(Scratch.nextNumber())-\(UInt32.random(in: 0 ... .max))"
        let namespace = TestNamespace(name: name, controlPlane: self)
        try await request("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]]).orThrow()
        if let serviceAccount {
            try await request(
                "POST", "/api/v1/namespaces/\(name)/serviceaccounts", ["metadata": ["name": .string(serviceAccount)]]
            ).orThrow()
        }
        do {
            let result = try await body(namespace)
            _ = try? await request("DELETE", "/api/v1/namespaces/\(name)")
            return result
        } catch {
            _ = try? await request("DELETE", "/api/v1/namespaces/\(name)")
            throw error
        }
    }
}
