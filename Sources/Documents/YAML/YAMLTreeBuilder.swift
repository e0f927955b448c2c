/// Builds positioned trees from the events of a YAML text, one a document.
///
/// Depth, values and directives are limited while events arrive: libyaml's time grows with the square of the depth, so it
/// never gets to see the rest of a text that is too deep.
struct YAMLTreeBuilder {
    private struct Frame {
        let position: SourcePosition
        let isMapping: Bool
        let anchor: String?
        var elements: [DocumentNode] = []
        var members: [DocumentMember] = []
        var merges: [DocumentNode] = []
        var key: (text: String, position: SourcePosition, isMerge: Bool)?
        /// The values inside, and the containers inside one another.
        var nodes = 1
        var depth = 1
    }

    private struct Anchor {
        let node: DocumentNode
        let nodes: Int
        let depth: Int
    }

    private let limits: DocumentLimits
    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var result: DocumentNode?

    private init(limits: DocumentLimits) {
        self.limits = limits
    }

    /// All documents of a text.
    static func documents(
        of text: UnsafeBufferPointer<UInt8>, limits: DocumentLimits
    ) throws(DocumentError) -> [DocumentNode] {
        let stream = try YAMLEventStream(text)
        var builder = YAMLTreeBuilder(limits: limits)
        var documents: [DocumentNode] = []
        while true {
            let (event, position) = try stream.next()
            switch event {
            case .streamEnd: return documents
            case .documentStart:
                builder.anchors = [:]
                builder.result = nil
            case .documentEnd: documents.append(builder.result ?? DocumentNode(.null, at: position))
            default: try builder.receive(event, at: position)
            }
        }
    }

    private mutating func receive(_ event: YAMLEventStream.Event, at position: SourcePosition) throws(DocumentError) {
        switch event {
        case .scalar(let text, let tag, let isPlain, let anchor):
            try receiveScalar(text, tag: tag, isPlain: isPlain, anchor: anchor, at: position)
        case .sequenceStart(let tag, let anchor):
            try check(tag: tag, allowed: "tag:yaml.org,2002:seq", at: position)
            try begin(isMapping: false, anchor: anchor, at: position)
        case .mappingStart(let tag, let anchor):
            try check(tag: tag, allowed: "tag:yaml.org,2002:map", at: position)
            try begin(isMapping: true, anchor: anchor, at: position)
        case .containerEnd:
            guard let frame = frames.popLast() else { return }
            let content: DocumentNode.Content =
                frame.isMapping ? .object(try merged(frame)) : .array(frame.elements)
            try add(
                DocumentNode(content, at: frame.position), nodes: frame.nodes, depth: frame.depth,
                anchor: frame.anchor)
        case .alias(let name):
            guard let anchor = anchors[name] else {
                let isOpen = frames.contains { $0.anchor == name }
                throw DocumentError(
                    .yamlAlias, at: position,
                    isOpen ? "the alias '*\(name)' stands inside its own anchor" : "there is no anchor '&\(name)'")
            }
            if isExpectingKey { throw keyError(at: position) }
            try count(anchor.nodes, at: position)
            guard frames.count + anchor.depth <= limits.depth else { throw limits.depthError(at: position) }
            try add(anchor.node, nodes: anchor.nodes, depth: anchor.depth, anchor: nil)
        case .streamEnd, .documentStart, .documentEnd: return
        }
    }

    private var isExpectingKey: Bool { frames.last.map { $0.isMapping && $0.key == nil } ?? false }

    private func keyError(at position: SourcePosition) -> DocumentError {
        DocumentError(.yamlKey, at: position, "a key must be a plain or quoted text")
    }

    private mutating func count(_ more: Int, at position: SourcePosition) throws(DocumentError) {
        nodes += more
        guard nodes <= limits.nodes else { throw limits.nodeError(at: position) }
    }

    private mutating func begin(
        isMapping: Bool, anchor: String?, at position: SourcePosition
    ) throws(DocumentError) {
        if isExpectingKey { throw keyError(at: position) }
        try count(1, at: position)
        if let anchor { try reserve(anchor, at: position) }
        guard frames.count < limits.depth else { throw limits.depthError(at: position) }
        frames.append(Frame(position: position, isMapping: isMapping, anchor: anchor))
    }

    /// Forgets what an anchor stood for until its value is complete.
    private mutating func reserve(_ anchor: String, at position: SourcePosition) throws(DocumentError) {
        anchors[anchor] = nil
        guard anchors.count < limits.anchors else {
            throw DocumentError(.nodeLimit, at: position, "the document has more than \(limits.anchors) anchors")
        }
    }

    private mutating func receiveScalar(
        _ text: String, tag: String?, isPlain: Bool, anchor: String?, at position: SourcePosition
    ) throws(DocumentError) {
        if let anchor { try reserve(anchor, at: position) }
        if isExpectingKey {
            if let tag, tag != "tag:yaml.org,2002:str", tag != "!" { throw tagError(tag, at: position) }
            let isMerge = isPlain && tag == nil && text == "<<"
            frames[frames.count - 1].key = (text, position, isMerge)
            if let anchor {
                anchors[anchor] = Anchor(node: DocumentNode(.string(text), at: position), nodes: 1, depth: 0)
            }
            return
        }
        try count(1, at: position)
        let content = try content(of: text, tag: tag, isPlain: isPlain, at: position)
        try add(DocumentNode(content, at: position), nodes: 1, depth: 0, anchor: anchor)
    }

    private mutating func add(
        _ node: DocumentNode, nodes: Int, depth: Int, anchor: String?
    ) throws(DocumentError) {
        if let anchor { anchors[anchor] = Anchor(node: node, nodes: nodes, depth: depth) }
        guard let last = frames.indices.last else {
            result = node
            return
        }
        frames[last].nodes += nodes
        frames[last].depth = max(frames[last].depth, depth + 1)
        guard frames[last].isMapping else {
            frames[last].elements.append(node)
            return
        }
        guard let key = frames[last].key else { return }
        frames[last].key = nil
        if key.isMerge {
            let sources = node.elements ?? [node]
            for source in sources where source.members == nil {
                throw DocumentError(
                    .yamlKey, at: source.position, "'<<' merges mappings, not \(source.kindDescription)")
            }
            frames[last].merges += sources
        } else {
            frames[last].members.append(DocumentMember(key: key.text, at: key.position, value: node))
        }
    }

    /// The members of a mapping with those that it merges: its own win, then those of earlier sources.
    private func merged(_ frame: Frame) throws(DocumentError) -> [DocumentMember] {
        guard !frame.merges.isEmpty else { return frame.members }
        var members = frame.members
        var names = Set(members.map(\.key))
        for source in frame.merges {
            let added = (source.members ?? []).filter { !names.contains($0.key) }
            members += added
            names.formUnion(added.map(\.key))
        }
        return members
    }

    // MARK: Tags

    private func tagError(_ tag: String, at position: SourcePosition) -> DocumentError {
        DocumentError(
            .yamlTag, at: position, "the tag '\(tag.prefix(60))' is not known",
            hint: "only !!str, !!int, !!float, !!bool, !!null, !!seq and !!map are")
    }

    private func check(tag: String?, allowed: String, at position: SourcePosition) throws(DocumentError) {
        guard let tag, tag != allowed, tag != "!" else { return }
        throw tagError(tag, at: position)
    }

    private func content(
        of text: String, tag: String?, isPlain: Bool, at position: SourcePosition
    ) throws(DocumentError) -> DocumentNode.Content {
        guard let tag else {
            return isPlain ? try YAMLScalar.content(ofPlain: text, at: position) : .string(text)
        }
        if tag == "!" || tag == "tag:yaml.org,2002:str" { return .string(text) }
        let content = try YAMLScalar.content(ofPlain: text, at: position)
        switch (tag, content) {
        case ("tag:yaml.org,2002:null", .null), ("tag:yaml.org,2002:bool", .bool),
            ("tag:yaml.org,2002:float", .number):
            return content
        case ("tag:yaml.org,2002:int", .number(let literal)) where Int64(literal) != nil: return content
        case ("tag:yaml.org,2002:null", _), ("tag:yaml.org,2002:bool", _), ("tag:yaml.org,2002:float", _),
            ("tag:yaml.org,2002:int", _):
            let kind = tag.split(separator: ":").last ?? ""
            throw DocumentError(.yamlTag, at: position, "the value is not what its tag !!\(kind) says")
        default: throw tagError(tag, at: position)
        }
    }
}
