/// Builds a positioned tree from the events of a JSON text.
struct DocumentTreeBuilder: JSONEventReceiver {
    private struct Frame {
        let position: SourcePosition
        let isObject: Bool
        var elements: [DocumentNode] = []
        var members: [DocumentMember] = []
        var key = ""
        var keyPosition = SourcePosition.start
    }

    private let limits: DocumentLimits
    private var frames: [Frame] = []
    private var nodes = 0
    /// The value, once it is complete.
    private(set) var result: DocumentNode?

    init(limits: DocumentLimits) {
        self.limits = limits
    }

    mutating func receive(_ event: JSONEvent, at position: SourcePosition) throws -> JSONEventDisposition {
        switch event {
        case .key(let name):
            frames[frames.count - 1].key = name
            frames[frames.count - 1].keyPosition = position
            return .proceed
        case .endObject, .endArray:
            if let frame = frames.popLast() {
                add(DocumentNode(frame.isObject ? .object(frame.members) : .array(frame.elements), at: frame.position))
            }
            return .proceed
        default: break
        }
        nodes += 1
        guard nodes <= limits.nodes else { throw limits.nodeError(at: position) }
        switch event {
        case .beginObject: frames.append(Frame(position: position, isObject: true))
        case .beginArray: frames.append(Frame(position: position, isObject: false))
        case .string(let text): add(DocumentNode(.string(text), at: position))
        case .number(let literal): add(DocumentNode(.number(literal), at: position))
        case .bool(let value): add(DocumentNode(.bool(value), at: position))
        case .null, .key, .endObject, .endArray: add(DocumentNode(.null, at: position))
        }
        return .proceed
    }

    private mutating func add(_ node: DocumentNode) {
        guard let last = frames.indices.last else {
            result = node
            return
        }
        if frames[last].isObject {
            let member = DocumentMember(key: frames[last].key, at: frames[last].keyPosition, value: node)
            frames[last].members.append(member)
        } else {
            frames[last].elements.append(node)
        }
    }
}

extension DocumentNode {
    /// Reads a whole JSON text (RFC 8259).
    ///
    /// - Throws: `DocumentError` where the text is not JSON or over a limit.
    public init(json bytes: [UInt8], limits: DocumentLimits = DocumentLimits()) throws(DocumentError) {
        try limits.checkSize(of: bytes)
        var parser = JSONEventParser(depthLimit: limits.depth)
        var builder = DocumentTreeBuilder(limits: limits)
        do {
            try bytes.withUnsafeBufferPointer { try parser.feed($0, to: &builder) }
            try parser.finish(&builder)
        } catch let error as JSONSyntaxError {
            throw DocumentError(error)
        } catch let error as DocumentError {
            throw error
        } catch {
            throw DocumentError(.empty, at: parser.position, "\(error)")
        }
        guard let result = builder.result else {
            throw DocumentError(.empty, at: .start, "the document is empty")
        }
        self = result
    }
}
