/// Reads requests from a connection, one after another.
struct StubRequestReader {
    private var buffer: [UInt8] = []

    /// The next request; `nil` where the connection ends before one is complete.
    mutating func next(from connection: some StubConnection) -> StubRequest? {
        guard let head = takeHead(from: connection) else { return nil }
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let start = (lines.first ?? "").split(separator: " ")
        guard start.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        let count = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard fill(to: count, from: connection) else { return nil }
        let body = Array(buffer.prefix(count))
        buffer.removeFirst(count)
        return StubRequest(method: String(start[0]), target: String(start[1]), headers: headers, body: body)
    }

    private mutating func takeHead(from connection: some StubConnection) -> Substring? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var searched = 0
        while true {
            if let index = buffer.indices.dropFirst(searched).first(where: { buffer[$0...].starts(with: end) }) {
                let head = String(decoding: buffer[..<index], as: UTF8.self)
                buffer.removeFirst(index + end.count)
                return head[...]
            }
            searched = max(0, buffer.count - end.count)
            guard fill(to: buffer.count + 1, from: connection) else { return nil }
        }
    }

    private mutating func fill(to count: Int, from connection: some StubConnection) -> Bool {
        while buffer.count < count {
            let bytes = connection.read(64 * 1024)
            if bytes.isEmpty { return false }
            buffer.append(contentsOf: bytes)
        }
        return true
    }
}
