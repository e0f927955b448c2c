import Testing

@testable import HTTPTransport

@Suite("Response head")
struct ResponseHeadParserTests {
    /// The head after these lines, and after how many it was complete.
    private func parse(_ lines: String...) -> (head: HTTPResponseHead?, completeAfter: Int?) {
        var parser = ResponseHeadParser()
        var completeAfter: Int?
        for (index, line) in lines.enumerated() {
            let isComplete = Array(line.utf8).withUnsafeBufferPointer { parser.take(line: $0) }
            if isComplete, completeAfter == nil { completeAfter = index + 1 }
        }
        return (parser.head, completeAfter)
    }

    @Test("takes status, version and fields; white space around values does not count")
    func complete() throws {
        let (head, completeAfter) = parse(
            "HTTP/1.1 404 Not Found\r\n", "A:  b c \t\r\n", "X-Empty:\r\n", "x-colon: a:b\r\n", "\r\n")
        #expect(completeAfter == 5)
        #expect(head?.status == 404)
        #expect(head?.version == "1.1")
        #expect(head?.isSuccess == false)
        #expect(head?.headers["a"] == "b c")
        #expect(head?.headers["X-EMPTY"] == "")
        #expect(head?.headers["X-Colon"] == "a:b")
        #expect(head?.headers["absent"] == nil)
    }

    @Test("takes HTTP/2's status line, which has no words")
    func http2() {
        let (head, _) = parse("HTTP/2 200 \r\n", "\r\n")
        #expect(head?.status == 200)
        #expect(head?.version == "2")
    }

    @Test("an interim head is followed by another; what comes after the head is not part of it")
    func interim() {
        let (head, completeAfter) = parse(
            "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "A: 1\r\n", "\r\n", "Trailer: 1\r\n", "\r\n")
        #expect(completeAfter == 5)
        #expect(head?.status == 200)
        #expect(head?.headers.fields.count == 1)
    }

    @Test("what is no status line gives no head", arguments: ["HTTP/1.1\r\n", "HTTP/1.1 abc\r\n", "hello\r\n", "\r\n"])
    func malformed(line: String) {
        #expect(parse(line, "A: 1\r\n", "\r\n").head == nil)
    }
}
