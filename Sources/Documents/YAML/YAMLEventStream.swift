import CLibYAML

/// The events of a YAML text, one at a time, from libyaml's parser.
///
/// It owns the C parser, which must not move and is freed with it.
final class YAMLEventStream {
    /// One event, with Swift values.
    enum Event {
        case streamEnd
        case documentStart
        case documentEnd
        case alias(anchor: String)
        case scalar(text: String, tag: String?, isPlain: Bool, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case mappingStart(tag: String?, anchor: String?)
        case containerEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>

    /// Makes a stream over UTF-8 text, which must outlive it.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(DocumentError) {
        self.text = text
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw DocumentError(.yamlSyntax, at: .start, "there is no memory to parse YAML with")
        }
        // Said, not detected: UTF-16 is refused like any other text that is not UTF-8.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event and where it begins.
    func next() throws(DocumentError) -> (event: Event, position: SourcePosition) {
        while true {
            var raw = yaml_event_t()
            guard yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
            defer { yaml_event_delete(&raw) }
            let position = SourcePosition(raw.start_mark)
            switch raw.type {
            case YAML_STREAM_START_EVENT: continue
            case YAML_DOCUMENT_START_EVENT: return (.documentStart, position)
            case YAML_DOCUMENT_END_EVENT: return (.documentEnd, position)
            case YAML_ALIAS_EVENT: return (.alias(anchor: Self.string(raw.data.alias.anchor) ?? ""), position)
            case YAML_SCALAR_EVENT:
                let scalar = raw.data.scalar
                let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
                return (
                    .scalar(
                        text: String(decoding: bytes, as: UTF8.self), tag: Self.string(scalar.tag),
                        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: Self.string(scalar.anchor)),
                    position
                )
            case YAML_SEQUENCE_START_EVENT:
                let start = raw.data.sequence_start
                return (.sequenceStart(tag: Self.string(start.tag), anchor: Self.string(start.anchor)), position)
            case YAML_MAPPING_START_EVENT:
                let start = raw.data.mapping_start
                return (.mappingStart(tag: Self.string(start.tag), anchor: Self.string(start.anchor)), position)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return (.containerEnd, position)
            default: return (.streamEnd, position)
            }
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private func failure() -> DocumentError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        switch parser.pointee.error {
        case YAML_READER_ERROR:
            let offset = min(Int(parser.pointee.problem_offset), text.count)
            return DocumentError(
                .yamlSyntax, at: SourcePosition(ofByte: offset, in: Array(text)), problem,
                hint: "only printable characters are allowed; others are written as escapes in double quotes")
        case YAML_MEMORY_ERROR:
            return DocumentError(.yamlSyntax, at: SourcePosition(parser.pointee.mark), "out of memory")
        default:
            let context = parser.pointee.context.map { " " + String(cString: $0) } ?? ""
            let hint = problem.contains("cannot start any token") ? "indent with blanks, and quote such a text" : nil
            return DocumentError(
                .yamlSyntax, at: SourcePosition(parser.pointee.problem_mark), problem + context, hint: hint)
        }
    }
}

extension SourcePosition {
    /// The position of a libyaml mark, which counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
