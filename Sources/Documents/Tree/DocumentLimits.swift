/// How large a document may be. Limits are answers too: each is refused with a position, before it costs time or memory.
public struct DocumentLimits: Hashable, Sendable {
    /// The largest number of bytes.
    public var bytes: Int
    /// The largest number of containers inside one another.
    public var depth: Int
    /// The largest number of values; those that an alias stands for count each time.
    public var nodes: Int

    /// The largest number of anchors of one YAML document.
    public var anchors: Int

    /// Makes limits; 16 MiB, 64 levels, 500,000 values and 10,000 anchors where not said: a spec of 10,000 writers has
    /// about 200,000 values, and half a million are read within a second.
    public init(bytes: Int = 16 << 20, depth: Int = 64, nodes: Int = 500_000, anchors: Int = 10_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.anchors = anchors
    }

    /// - Throws: `DocumentError` at the first byte over the limit.
    func checkSize(of bytes: [UInt8]) throws(DocumentError) {
        guard bytes.count > self.bytes else { return }
        let size = self.bytes >= 1 << 20 ? "\(self.bytes >> 20) MiB" : "\(self.bytes) bytes"
        throw DocumentError(
            .sizeLimit, at: SourcePosition(ofByte: self.bytes, in: bytes), "the document has more than \(size)",
            hint: "split it into several documents, each with an instance name of its own")
    }

    /// The error for a value over the limit.
    func nodeError(at position: SourcePosition) -> DocumentError {
        DocumentError(
            .nodeLimit, at: position, "the document has more than \(nodes) values",
            hint: "what an alias stands for counts each time")
    }

    /// The error for a container over the limit.
    func depthError(at position: SourcePosition) -> DocumentError {
        DocumentError(.depthLimit, at: position, "more than \(depth) objects and arrays inside one another")
    }
}

extension SourcePosition {
    /// The position of the byte at an offset of a UTF-8 text.
    init(ofByte offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
