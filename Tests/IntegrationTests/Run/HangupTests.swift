import Documents
import FoundationEssentials
import TestPeers
import Testing

@Suite("SIGHUP", .timeLimit(.minutes(3)))
struct HangupTests {
    private let tokens = [TestSecret.bearerToken.value, TestSecret.googleAccessToken.value]

    /// Runs the program on a stub, with credentials that a file has.
    private func running(
        _ origin: [String], _ cluster: StubCluster, _ body: (ChildProcess, _ tokenFile: String) async throws -> Void
    ) async throws {
        let token = try Scratch.file("token", tokens[0])
        let kubeconfig = try Scratch.file(
            "kubeconfig",
            """
            {"apiVersion": "v1", "kind": "Config", "current-context": "c",
             "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u", "namespace": "n"}}],
             "clusters": [{"name": "c", "cluster": {"server": "\(cluster.url)"}}],
             "users": [{"name": "u", "user": {"tokenFile": "\(token)"}}]}
            """)
        let process = try OperatorCLI.start(
            ["run", "--kubeconfig", kubeconfig, "--listen", "none", "--bus-check", "skip", "--lease", "n/lease"]
                + ReplicaScenario.quick + origin)
        do { try await body(process, token) } catch {
            Issue.record("the controller's words:\n\(process.errors)")
            await process.stop(within: .seconds(20))
            throw error
        }
        process.signal(15)
        #expect(try await process.finish(within: .seconds(30)).exitCode == 0)
    }

    private func spec() -> JSONValue {
        var spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        spec[path: "common_persistence_specs", "namespace"] = "n"
        return spec
    }

    private func lists(_ path: String, _ cluster: StubCluster) -> Int {
        cluster.requests.count {
            $0.method == "GET" && $0.target.contains("\(path)?") && !$0.target.contains("watch=1")
        }
    }

    @Test("lists the sources and all that is watched anew, with credentials that were read again, the Lease's too")
    func resources() async throws {
        let cluster = try StubCluster()
        cluster.put(
            "backgroundpersistences",
            [
                "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence",
                "metadata": ["name": "example", "namespace": "n"], "spec": spec(),
            ])
        try await running(["--watch-namespace", "n"], cluster) { process, tokenFile in
            try await eventually("all is listed") {
                lists("/backgroundpersistences", cluster) == 1 && lists("/deployments", cluster) == 1
            }
            try await eventually("the Lease is held") {
                cluster.object("leases", namespace: "n", name: "lease") != nil
            }
            try tokens[1].write(toFile: tokenFile, atomically: true, encoding: .utf8)
            process.signal(1)
            try await eventually("all is listed again") {
                lists("/backgroundpersistences", cluster) == 2 && lists("/deployments", cluster) == 2
            }
            let seen = cluster.requests.count
            try await eventually("the Lease is renewed") {
                cluster.requests.dropFirst(seen).count { $0.path.contains("/leases") } >= 3
            }
            let old = cluster.requests.dropFirst(seen).filter { $0.header("authorization") == "Bearer \(tokens[0])" }
            // One renewal may have been under way.
            #expect(old.count <= 1, "\(old.map(\.target))")
        }
    }

    @Test("lists the ConfigMap with the spec anew")
    func configMap() async throws {
        let cluster = try StubCluster()
        cluster.put(
            "configmaps",
            ["metadata": ["name": "specs", "namespace": "n"], "data": ["spec.json": .string(spec().text())]])
        try await running(["--spec-configmap", "n/specs"], cluster) { process, _ in
            func specLists() -> Int {
                cluster.requests.count { $0.target.contains("/configmaps?fieldSelector=metadata.name%3Dspecs") }
            }
            try await eventually("it is listed") { specLists() == 1 }
            process.signal(1)
            try await eventually("it is listed again") { specLists() == 2 }
        }
    }
}
