import Documents
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("Lists from a scripted server")
struct KubeClientListStubTests {
    private let clock = ImmediateClock()

    private func names(_ server: StubHTTPServer) async throws -> KubeList<String> {
        let client = KubeClient(KubeConfiguration(server: server.url, proxy: .none), clock: clock)
        return try await client.list(.pods, namespace: "n", labelSelector: "a=b", pageSize: 2) {
            $0[path: "metadata", "name"]?.string
        }
    }

    private static func page(_ names: String..., token: String = "", version: Int = 7) -> String {
        let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
        return
            #"{"kind":"PodList","metadata":{"resourceVersion":"\#(version)","continue":"\#(token)"},"items":[\#(items)]}"#
    }

    private static let expired = StubResponse(
        410, json: #"{"kind":"Status","reason":"Expired","message":"too old","code":410}"#)

    @Test("follows the continue token")
    func pages() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(json: Self.page("a", "b", token: "t/1")), StubResponse(json: Self.page("c")),
        ])
        let list = try await names(server)
        #expect(list.items == ["a", "b", "c"])
        #expect(list.resourceVersion == "7")
        #expect(list.pages == 2)
        #expect(
            server.requests.map(\.target) == [
                "/api/v1/namespaces/n/pods?labelSelector=a%3Db&limit=2",
                "/api/v1/namespaces/n/pods?labelSelector=a%3Db&limit=2&continue=t%2F1",
            ])
    }

    @Test("a token that became too old begins the list again, without anything twice; once")
    func gone() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(json: Self.page("a", "b", token: "t")), Self.expired,
            StubResponse(json: Self.page("a", token: "u", version: 9)), StubResponse(json: Self.page("d", version: 9)),
        ])
        let list = try await names(server)
        #expect(list.items == ["a", "d"])
        #expect(list.resourceVersion == "9")

        let stubborn = try StubHTTPServer { request in
            request.target.contains("continue") ? Self.expired : StubResponse(json: Self.page("a", token: "t"))
        }
        await #expect(throws: KubeError(.gone, "")) { try await names(stubborn) }
        #expect(stubborn.requests.count == 4)
    }

    @Test("a chunk may end anywhere, also inside a character", arguments: [1, 2, 3, 7])
    func chunks(size: Int) async throws {
        let bytes = Array(Self.page("zoë", "🙂").utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        let server = try StubHTTPServer(responses: [.chunked(pieces: pieces)])
        #expect(try await names(server).items == ["zoë", "🙂"])
    }

    @Test("a page cut in mid-body is read again from its beginning, without anything twice")
    func cutPage() async throws {
        let bytes = Array(Self.page("b", "c").utf8)
        let server = try StubHTTPServer(responses: [
            StubResponse(json: Self.page("a", token: "t")),
            .chunked(pieces: [Array(bytes.prefix(bytes.count - 10))], isComplete: false).then(.reset),
            .chunked(pieces: [bytes]),
        ])
        #expect(try await names(server).items == ["a", "b", "c"])
        #expect(clock.sleeps.count == 1)
    }

    @Test("an item of 3 MB arrives")
    func largeItem() async throws {
        let name = String(repeating: "0123456789", count: 300_000)
        let server = try StubHTTPServer(responses: [StubResponse(json: Self.page(name))])
        #expect(try await names(server).items == [name])
    }

    @Test(
        "what ends early or is no list is an error, not a shorter list",
        arguments: [#"{"items":[{}"#, "", #"{"kind":"Status"}"#, #"{"items":[{}]} x"#])
    func notAList(text: String) async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: text)])
        await #expect(throws: KubeError(.decoding, "")) { try await names(server) }
        #expect(server.requests.count == 1)
    }
}
