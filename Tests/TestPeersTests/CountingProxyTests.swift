import Documents
import Glibc
import TestPeers
import Testing

@Suite(.requires(.controlPlane), .requires(.kubectl)) struct CountingProxyTests {
    @Test func requestsAreForwardedAndRecorded() async throws {
        try await withProxy { namespace, proxy in
            let result = try await kubectl(proxy, "-n", namespace.name, "create", "configmap", "one")
            #expect(result.exitCode == 0, "\(result.errors)")
            let path = namespace.path("configmaps")
            let request = try #require(try proxy.writes().first)
            #expect(request.method == "POST")
            #expect(request.status == 201)
            #expect(request.path.hasPrefix(path))
            #expect(try proxy.writes().count == 1)
            #expect(try await namespace.exists("configmaps", "one"))
        }
    }

    @Test func neitherDryRunsNorAccessReviewsCountAsWrites() async throws {
        try await withProxy { namespace, proxy in
            let dry = try await kubectl(
                proxy, "-n", namespace.name, "create", "configmap", "one", "--dry-run=server")
            #expect(dry.exitCode == 0, "\(dry.errors)")
            let review = try await kubectl(proxy, "auth", "can-i", "get", "pods")
            #expect(review.exitCode == 0, "\(review.errors)")
            #expect(try proxy.writes() == [])
            #expect(try proxy.requests().contains { $0.method == "POST" })
        }
    }

    @Test(arguments: [
        CountingProxy.Fault(.kill, afterWrites: 0), .init(.kill, afterWrites: 1), .init(.kill, afterWrites: 2),
        .init(.kill, afterWrites: 1, .afterAnswer),
    ])
    func theClientIsKilledAfterSoManyWrites(_ fault: CountingProxy.Fault) async throws {
        let writes = fault.writes
        try await withProxy { namespace, proxy in
            try proxy.arrange(fault)
            let manifests = try Scratch.file("three.json", threeConfigMaps)
            let client = ["-n", namespace.name, "apply", "--server-side", "-f", manifests]
            let killed = try await kubectl(proxy, client)
            #expect(killed.status == .signalled(SIGKILL))
            #expect(try proxy.writes().count == writes)
            #expect(try await names(in: namespace) == Array(["a", "b", "c"].prefix(writes)))

            let second = try await kubectl(proxy, client)
            #expect(second.exitCode == 0, "\(second.errors)")
            #expect(try await names(in: namespace) == ["a", "b", "c"])
        }
    }

    /// The kernel gives one port to many connections with different other ends: by the port alone the API server, which
    /// has hundreds to etcd, would be struck in place of the client.
    @Test func nobodyElseIsKilledWhoseConnectionHasTheSamePort() async throws {
        try await withProxy { namespace, proxy in
            let port = try String(FreePort.find())
            let bystander = try ChildProcess("python3", ["-c", Self.bystander, port])
            _ = try await bystander.line { $0 == "connected" }
            try proxy.arrange(.init(.kill, afterWrites: 0))
            let proxyPort = proxy.server.split(separator: ":").last.map(String.init) ?? ""
            let client = try await ChildProcess.run(
                "python3", ["-c", Self.client, port, proxyPort, namespace.path("configmaps")])
            #expect(client.status == .signalled(SIGKILL), "\(client.errors)")
            #expect(bystander.status == nil)
            await bystander.stop()
        }
    }

    /// Holds eight connections from the port in its argument, each to another listener.
    private static let bystander = """
        import socket, sys
        held = []
        for _ in range(8):
            listener = socket.create_server(("127.0.0.1", 0))
            end = socket.socket()
            end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            end.bind(("127.0.0.1", int(sys.argv[1])))
            end.connect(listener.getsockname())
            held += [listener, end, listener.accept()[0]]
        print("connected", flush=True)
        held[1].recv(1)
        """

    /// Writes through the proxy from a port: arguments are the port, the proxy's port and the path.
    private static let client = """
        import socket, ssl, sys
        end = socket.socket()
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        end.bind(("127.0.0.1", int(sys.argv[1])))
        end.connect(("127.0.0.1", int(sys.argv[2])))
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        end = tls.wrap_socket(end)
        end.sendall(f"POST {sys.argv[3]} HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\n{{}}".encode())
        end.recv(1)
        """

    @Test func aCutConnectionLeavesTheClientWithoutTheAnswer() async throws {
        try await withProxy { namespace, proxy in
            try proxy.arrange(.init(.cut, afterWrites: 1))
            let result = try await kubectl(proxy, "-n", namespace.name, "create", "configmap", "one")
            #expect(result.exitCode != 0)
            #expect(try await namespace.exists("configmaps", "one"))
        }
    }

    @Test func anAnswerOfItsOwnReachesTheClientAndNotTheServer() async throws {
        try await withProxy { namespace, proxy in
            try proxy.arrange(answers: [.init(503, to: "POST", pathContaining: "/configmaps", body: "away")])
            let result = try await kubectl(proxy, "-n", namespace.name, "create", "configmap", "one")
            #expect(result.exitCode != 0)
            #expect(try proxy.writes().map(\.status) == [503])
            #expect(try await !namespace.exists("configmaps", "one"))
        }
    }

    private func withProxy(_ body: (TestNamespace, CountingProxy) async throws -> Void) async throws {
        let controlPlane = try await ControlPlane.shared()
        let proxy = try await CountingProxy(before: controlPlane)
        try await controlPlane.withNamespace { try await body($0, proxy) }
        await proxy.stop()
    }

    private func kubectl(_ proxy: CountingProxy, _ arguments: String...) async throws -> FinishedProcess {
        try await kubectl(proxy, arguments)
    }

    private func kubectl(_ proxy: CountingProxy, _ arguments: [String]) async throws -> FinishedProcess {
        try await ChildProcess.run("kubectl", ["--kubeconfig", proxy.kubeconfig] + arguments)
    }

    private func names(in namespace: TestNamespace) async throws -> [String] {
        try await namespace.list("configmaps").compactMap { $0[path: "metadata", "name"]?.string }
            .filter { $0.count == 1 }
    }

    private var threeConfigMaps: String {
        ["a", "b", "c"].map { #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#($0)"}}"# }
            .joined(separator: "\n")
    }
}
