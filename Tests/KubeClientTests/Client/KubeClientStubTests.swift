import Documents
import FoundationEssentials
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("Kubernetes client against a scripted server")
struct KubeClientStubTests {
    private let clock = ImmediateClock()

    private func client(
        _ server: StubHTTPServer, credentials: CredentialSource = .token(TestSecret.bearerToken.value),
        impersonation: KubeConfiguration.Impersonation? = nil, retryPolicy: RetryPolicy = RetryPolicy()
    ) -> KubeClient {
        KubeClient(
            KubeConfiguration(
                server: server.url + "/prefix", proxy: .none, credentials: credentials, impersonation: impersonation),
            retryPolicy: retryPolicy, clock: clock)
    }

    private static let pod = StubResponse(json: #"{"kind":"Pod","metadata":{"name":"a"}}"#)

    private static func failure(
        _ status: Int, reason: String, message: String = "why", headers: [(String, String)] = []
    ) -> StubResponse {
        StubResponse(
            status, headers: headers,
            json:
                #"{"kind":"Status","status":"Failure","reason":"\#(reason)","message":"\#(message)","code":\#(status)}"#
        )
    }

    @Test("sends credentials, another user to act for, and what it accepts")
    func headers() async throws {
        let server = try StubHTTPServer(responses: [Self.pod])
        let client = client(
            server, impersonation: KubeConfiguration.Impersonation(user: "u", groups: ["a", "b"], uid: "7"))
        #expect(try await client.get(.pods, namespace: "n", name: "a")?[path: "metadata", "name"] == "a")
        let request = try #require(server.requests.first)
        #expect(request.target == "/prefix/api/v1/namespaces/n/pods/a")
        #expect(request.header("authorization") == "Bearer \(TestSecret.bearerToken.value)")
        #expect(request.header("accept") == "application/json")
        #expect(request.header("impersonate-user") == "u")
        #expect(request.headers.filter { $0.name == "impersonate-group" }.map(\.value) == ["a", "b"])
        #expect(request.header("impersonate-uid") == "7")
    }

    @Test("an apply is one PATCH with manager and force in its query and the body as given")
    func apply() async throws {
        let server = try StubHTTPServer(responses: [Self.pod])
        let body = Array(#"{"metadata":{"name":"a","resourceVersion":"5"}}"#.utf8)
        try await client(server).apply(
            .pods, namespace: "n", name: "a", body: body, fieldManager: "persistence-operator/x", force: true,
            isDryRun: true)
        let request = try #require(server.requests.first)
        #expect(request.method == "PATCH")
        #expect(
            request.target
                == "/prefix/api/v1/namespaces/n/pods/a?fieldManager=persistence-operator%2Fx&force=true&dryRun=All")
        #expect(request.header("content-type") == "application/apply-patch+yaml")
        #expect(request.body == body)
        #expect(server.requests.count == 1)
    }

    @Test("a delete carries its preconditions")
    func delete() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(json: #"{"kind":"Status","status":"Success"}"#), Self.failure(404, reason: "NotFound"),
        ])
        let client = client(server)
        #expect(
            try await client.delete(
                .pods, namespace: "n", name: "a", uid: "u", resourceVersion: "5", propagation: .foreground) == .deleted)
        #expect(try await client.delete(.pods, namespace: "n", name: "a", uid: "u") == .alreadyGone)
        #expect(
            try JSONValue(parsing: try #require(server.requests.first).body) == [
                "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
                "preconditions": ["uid": "u", "resourceVersion": "5"],
            ])
    }

    @Test("keeps the whole Status of a failure")
    func status() async throws {
        let json = """
            {"kind":"Status","status":"Failure","message":"Deployment is invalid","reason":"Invalid","code":422,
            "details":{"name":"a","kind":"Deployment","causes":[{"reason":"FieldValueRequired","message":"Required",
            "field":"spec.selector"}]}}
            """
        let server = try StubHTTPServer(responses: [StubResponse(422, json: json)])
        let error = try await #require(throws: KubeError.self) {
            try await client(server).get(.pods, namespace: "n", name: "a")
        }
        #expect(error.code == .invalid)
        #expect(error.status?.reason == "Invalid")
        #expect(error.status?.name == "a")
        #expect(
            error.status?.causes == [
                KubeStatus.Cause(reason: "FieldValueRequired", message: "Required", field: "spec.selector")
            ])
        #expect(error.route == "GET /api/v1/namespaces/n/pods/a")
        #expect(error.description.contains("Deployment is invalid"))
    }

    @Test(
        "each status has its code",
        arguments: [
            (400, "BadRequest", KubeError.Code.badRequest), (403, "Forbidden", .forbidden),
            (409, "Conflict", .conflict), (409, "AlreadyExists", .alreadyExists), (410, "Expired", .gone),
            (422, "Invalid", .invalid), (418, "", .unexpectedStatus),
        ])
    func codes(status: Int, reason: String, code: KubeError.Code) async throws {
        let server = try StubHTTPServer(responses: [Self.failure(status, reason: reason)])
        await #expect(throws: KubeError(code, "")) { try await client(server).get(.pods, namespace: "n", name: "a") }
        #expect(server.requests.count == 1)
    }

    @Test("a page of something on the way is shown in short, and is no object")
    func notTheServer() async throws {
        let page = StubResponse(403, body: Array("<html>\n  <b>Blocked</b>\n</html>".utf8))
        let server = try StubHTTPServer(responses: [
            page, StubResponse(body: Array("<html>".utf8)), StubResponse(json: "[]"),
        ])
        let client = client(server)
        let error = try await #require(throws: KubeError.self) {
            try await client.get(.pods, namespace: "n", name: "a")
        }
        #expect(error.description.contains("<html> <b>Blocked</b> </html>"))
        for _ in 0..<2 {
            await #expect(throws: KubeError(.decoding, "")) { try await client.get(.pods, namespace: "n", name: "a") }
        }
    }

    @Test("fault 22: a burst of server errors and cut connections passes")
    func burst() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(steps: [.reset]),
            StubResponse(steps: [.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".utf8)), .close]),
            Self.failure(500, reason: "InternalError"), StubResponse(502), Self.pod,
        ])
        #expect(try await client(server).get(.pods, namespace: "n", name: "a") != nil)
        #expect(server.requests.count == 5)
        #expect(clock.sleeps.count == 4)
    }

    @Test("fault 22: a long outage ends with the last error, after a bounded time")
    func outage() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(503)])
        await #expect(throws: KubeError(.serverError, "")) {
            try await client(server).get(.pods, namespace: "n", name: "a")
        }
        #expect(server.requests.count == RetryPolicy().maximumAttempts)
        #expect(clock.now.offset <= RetryPolicy().deadline)
    }

    @Test(
        "fault 21: Retry-After is obeyed in all its forms, up to a bound",
        arguments: [
            ("7", 7.0...7.3), ("0", 0.01...0.3), ("86400", 30.0...30.3), ("Fri, 31 Dec 9999 23:59:59 GMT", 30.0...30.3),
            ("nonsense", 0.01...0.3),
        ])
    func retryAfter(value: String, seconds: ClosedRange<Double>) async throws {
        let server = try StubHTTPServer(responses: [
            Self.failure(429, reason: "TooManyRequests", headers: [("Retry-After", value)]), Self.pod,
        ])
        _ = try await client(server).create(.pods, namespace: "n", body: Array("{}".utf8), fieldManager: "m")
        let slept = try #require(clock.sleeps.first)
        #expect(seconds.contains(slept / .seconds(1)))
    }

    @Test("retryAfterSeconds of the Status counts where the header is absent")
    func retryAfterInStatus() async throws {
        let json = #"{"kind":"Status","code":429,"details":{"retryAfterSeconds":4}}"#
        let server = try StubHTTPServer(responses: [StubResponse(429, json: json), Self.pod])
        _ = try await client(server).get(.pods, namespace: "n", name: "a")
        #expect(try #require(clock.sleeps.first) >= .seconds(4))
    }

    @Test("a create is sent once where the server may have seen it")
    func createOnce() async throws {
        // On a connection that was used before, libcurl itself would send it again.
        let server = try StubHTTPServer(responses: [Self.pod, StubResponse(steps: [.reset])])
        let client = client(server)
        _ = try await client.get(.pods, namespace: "n", name: "a")
        await #expect(throws: KubeError(.transport, "")) {
            try await client.create(.pods, namespace: "n", body: Array("{}".utf8), fieldManager: "m")
        }
        #expect(server.requests.map(\.method) == ["GET", "POST"])
    }

    @Test("nobody listens: the error says which server, and that trying again is safe")
    func unreachable() async throws {
        let server = try StubHTTPServer(responses: [Self.pod])
        server.stop()
        let client = client(server, retryPolicy: RetryPolicy(maximumAttempts: 2))
        let error = try await #require(throws: KubeError.self) {
            try await client.get(.pods, namespace: "n", name: "a")
        }
        #expect(error.code == .transport)
        #expect(error.transportError?.code == .connect)
        #expect(error.description.contains(server.url))
        #expect(clock.sleeps.count == 1)
    }

    @Test("fault 24: after one 401 the token is read again; a second one is final and tells what to do")
    func unauthorized() async throws {
        let path = try Scratch.file("token", "old-token")
        let server = try StubHTTPServer { request in
            request.header("authorization") == "Bearer new-token"
                ? Self.pod : Self.failure(401, reason: "Unauthorized", message: "Unauthorized")
        }
        let client = client(server, credentials: .tokenFile(path))
        let error = try await #require(throws: KubeError.self) {
            try await client.get(.pods, namespace: "n", name: "a")
        }
        #expect(error.code == .unauthorized)
        #expect(error.description.contains("renew the credentials"))
        #expect(!error.description.contains("old-token"))
        #expect(server.requests.count == 2)

        try "new-token".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await client.get(.pods, namespace: "n", name: "a") != nil)
        #expect(server.requests.count == 4)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("a cancelled task throws CancellationError and ends its request")
    func cancellation() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let client = client(server)
        let task = Task { try await client.get(.pods, namespace: "n", name: "a") }
        try await eventually("the request arrived") { server.requests.count == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await eventually("the connection was closed") { server.abandoned == 1 }
    }

    @Test("fault 4: a write that is under way when its task is cancelled is finished; none is begun after that")
    func cancelledWrite() async throws {
        let server = try StubHTTPServer(responses: [Self.pod.delayed(.milliseconds(300))])
        let client = client(server)
        let task = Task {
            func apply() async throws -> JSONValue {
                try await client.apply(
                    .pods, namespace: "n", name: "a", body: Array("{}".utf8), fieldManager: "m", force: false)
            }
            let written = try await apply()
            await #expect(throws: CancellationError.self) { try await apply() }
            return written
        }
        try await eventually("the request arrived") { server.requests.count == 1 }
        task.cancel()
        #expect(try await task.value[path: "metadata", "name"] == "a")
        #expect(server.requests.count == 1 && server.abandoned == 0)
    }
}
