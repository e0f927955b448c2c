import Documents
import Testing

@testable import KubeClient

@Suite("List splitter")
struct ListSplitterTests {
    private let list = """
        {"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"selfLink":"/x","resourceVersion":"12",
        "continue":"to\\u006ben","remainingItemCount":3},"extra":{"items":[1]},"items":[
        {"metadata":{"name":"zoë","list":[[1,{"a":[]}],2]},"spec":{"n":-1.5e3}},
        {"kind":"Other","apiVersion":"x/v1","metadata":{"name":"🙂"}},{}]}
        """

    private func split(
        _ text: String, chunk size: Int, project: @escaping @Sendable (JSONValue) throws -> JSONValue? = { $0 }
    ) throws -> ListSplitter<JSONValue> {
        var splitter = ListSplitter(.deployments, project: project)
        var parser = JSONEventParser()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try bytes[start..<min(start + size, bytes.count)].withUnsafeBufferPointer {
                try parser.feed($0, to: &splitter)
            }
        }
        try parser.finish(&splitter)
        return splitter
    }

    @Test("gives the same items whatever the size of the chunks", arguments: Array(1...64) + [1000])
    func chunks(size: Int) throws {
        let whole = try split(list, chunk: size)
        #expect(whole.resourceVersion == "12")
        #expect(whole.continueToken == "token")
        #expect(
            whole.items == [
                [
                    "kind": "Deployment", "apiVersion": "apps/v1",
                    "metadata": ["name": "zoë", "list": [[1, ["a": []]], 2]], "spec": ["n": .number(-1500)],
                ],
                ["kind": "Other", "apiVersion": "x/v1", "metadata": ["name": "🙂"]],
                ["kind": "Deployment", "apiVersion": "apps/v1"],
            ])
    }

    @Test("the members may come in any order")
    func order() throws {
        let splitter = try split(#"{"items":[{"metadata":{"name":"a"}}],"metadata":{"resourceVersion":"9"}}"#, chunk: 7)
        #expect(splitter.items.count == 1)
        #expect(splitter.resourceVersion == "9")
        #expect(splitter.continueToken == "")
    }

    @Test("takes an empty list in both of its forms", arguments: [#"{"items":[]}"#, #"{"items":null,"metadata":{}}"#])
    func empty(text: String) throws {
        let splitter = try split(text, chunk: 3)
        #expect(splitter.items.isEmpty)
        #expect(splitter.sawItems)
    }

    @Test("knows that an object without items is no list")
    func noList() throws {
        #expect(try !split(#"{"kind":"Status","metadata":{}}"#, chunk: 100).sawItems)
    }

    @Test("refuses what is no list", arguments: ["[]", "1", #"{"items":{}}"#, #"{"items":[1]}"#, #"{"items":[[]]}"#])
    func refusals(text: String) {
        #expect(throws: KubeError(.decoding, "")) { try split(text, chunk: 100) }
    }

    @Test("an item of 3 MB arrives whole")
    func largeItem() throws {
        let value = String(repeating: "0123456789abcdef", count: 200_000)
        let splitter = try split(#"{"items":[{"data":{"x":"\#(value)"}}]}"#, chunk: 16_384)
        #expect(splitter.items.first?[path: "data", "x"] == .string(value))
    }

    @Test("drops what the projection drops, and throws what it throws")
    func projection() throws {
        struct Refusal: Error {}
        #expect(try split(list, chunk: 50) { _ in nil }.items.isEmpty)
        #expect(throws: Refusal.self) { try split(list, chunk: 50) { _ in throw Refusal() } }
    }
}
