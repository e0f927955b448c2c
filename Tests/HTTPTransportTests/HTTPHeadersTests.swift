import HTTPTransport
import Testing

@Suite("Header fields")
struct HTTPHeadersTests {
    @Test("names are compared without case, and the order stays")
    func names() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        #expect(headers["a"] == "1")
        headers["A"] = "4"
        #expect(headers.fields.map(\.name) == ["B", "A"])
        headers["b"] = nil
        #expect(headers.fields.map(\.value) == ["4"])
    }

    @Test("only letters have a case")
    func symbols() {
        let headers: HTTPHeaders = ["X@": "1"]
        #expect(headers["x`"] == nil)
        #expect(headers["x@"] == "1")
    }

    @Test("their description has names only")
    func description() {
        let headers: HTTPHeaders = ["Authorization": "hidden", "Accept": "x"]
        #expect("\(headers)" == "Authorization, Accept")
    }
}
