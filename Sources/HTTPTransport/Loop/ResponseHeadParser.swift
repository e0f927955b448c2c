/// Puts a response head together from the lines that libcurl reports: interim responses (1xx) are dropped, trailers are
/// ignored.
struct ResponseHeadParser {
    private(set) var head: HTTPResponseHead?
    private var partial: HTTPResponseHead?

    /// Takes one line, with or without its line break. Returns true when the head is complete.
    mutating func take(line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard head == nil else { return false }
        var text = line[...]
        while let last = text.last, last == 0x0D || last == 0x0A { text.removeLast() }
        if text.isEmpty {
            guard let complete = partial, complete.status >= 200 else { return false }
            head = complete
            return true
        }
        if text.starts(with: Array("HTTP/".utf8)) {
            partial = Self.statusLine(String(decoding: text, as: UTF8.self))
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let value = text[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            let end = value.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? value.startIndex
            partial?.headers.add(
                String(decoding: text[..<colon], as: UTF8.self),
                String(decoding: value[value.startIndex..<end], as: UTF8.self))
        }
        return false
    }

    private static func statusLine(_ line: String) -> HTTPResponseHead? {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, let status = Int(parts[1]) else { return nil }
        return HTTPResponseHead(status: status, version: String(parts[0].dropFirst("HTTP/".count)))
    }
}
