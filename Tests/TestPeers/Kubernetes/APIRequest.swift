import Documents

/// An answer of the API server.
public struct APIResponse: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The body as text.
    public let body: String
    let request: String

    /// The body as JSON.
    ///
    /// - Throws: `TestPeerError` where the status is not 2xx; `JSONSyntaxError` where the body is no JSON.
    public func json() throws -> JSONValue {
        try orThrow()
        return try JSONValue(parsing: body)
    }

    /// Throws where the status is not 2xx.
    public func orThrow() throws {
        guard (200..<300).contains(status) else { throw TestPeerError("\(request): \(status) \(body)") }
    }
}

/// A client that shares no code with the one under test: curl.
struct APIRequest {
    let folder: String
    let server: String

    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, contentType: String = "application/json"
    ) async throws -> APIResponse {
        let keys = "\(folder)/pki"
        var arguments = [
            "--silent", "--show-error", "--max-time", "60", "--globoff", "--cacert", "\(keys)/ca.crt",
            "--cert", "\(keys)/admin.crt", "--key", "\(keys)/admin.key", "--request", method,
            "--write-out", "\\n%{http_code}",
        ]
        if body != nil { arguments += ["--header", "Content-Type: \(contentType)", "--data-binary", "@-"] }
        let result = try await ChildProcess.run("curl", arguments + [server + path], input: body?.text())
        guard result.exitCode == 0, let end = result.output.lastIndex(of: "\n"),
            let status = Int(result.output[result.output.index(after: end)...])
        else { throw TestPeerError("\(method) \(path): \(result.errors)") }
        return APIResponse(status: status, body: String(result.output[..<end]), request: "\(method) \(path)")
    }
}
