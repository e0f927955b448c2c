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
