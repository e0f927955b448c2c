import Documents

extension ControlPlane {
    /// Makes etcd forget all versions but the present ones (compaction), as it does by itself every few minutes: what
    /// begins at an older one is answered with 410. Only for one of the caller's own.
    public func forgetHistory() async throws {
        let port = Scratch.text(ofFile: "\(folder)/etcd.port").filter(\.isNumber)
        func ask(_ path: String, _ body: JSONValue) async throws -> JSONValue {
            let result = try await ChildProcess.run(
                "curl",
                ["--silent", "--show-error", "--fail", "--max-time", "20", "--data-binary", "@-"]
                    + ["http://127.0.0.1:\(port)/v3/kv/\(path)"], input: body.text())
            guard result.exitCode == 0 else { throw TestPeerError("etcd \(path): \(result.errors)") }
            return try JSONValue(parsing: result.output)
        }
        // Any key: the answer's header has the revision. etcd writes 64-bit numbers as strings.
        let answer = try await ask("range", ["key": "AA=="])
        guard let revision = answer[path: "header", "revision"]?.string else {
            throw TestPeerError("etcd tells no revision")
        }
        _ = try await ask("compaction", ["revision": .string(revision), "physical": true])
    }
}
