import CLibYAML

/// Writes YAML text with libyaml's emitter: deterministic, members in ascending order of their names.
///
/// A string that YAML 1.1 or 1.2 could take for something else is quoted, so that every reader gets the same value.
public enum YAMLWriter {
    /// The text of several documents, each after `---`.
    ///
    /// - Throws: `YAMLWritingError` where libyaml has no memory left.
    public static func text(of documents: [JSONValue]) throws(YAMLWritingError) -> String {
        let emitter = try YAMLEmitter()
        try emitter.emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        for document in documents {
            let implicit: Int32 = documents.count > 1 ? 0 : 1
            try emitter.emit { yaml_document_start_event_initialize($0, nil, nil, nil, implicit) }
            try write(document, to: emitter)
            try emitter.emit { yaml_document_end_event_initialize($0, 1) }
        }
        try emitter.emit { yaml_stream_end_event_initialize($0) }
        return emitter.text
    }

    /// The text of one document.
    ///
    /// - Throws: `YAMLWritingError` where libyaml has no memory left.
    public static func text(of value: JSONValue) throws(YAMLWritingError) -> String { try text(of: [value]) }

    private static func write(_ value: JSONValue, to emitter: YAMLEmitter) throws(YAMLWritingError) {
        switch value {
        case .null: try emitter.scalar("null", style: YAML_PLAIN_SCALAR_STYLE)
        case .bool(let value): try emitter.scalar(value ? "true" : "false", style: YAML_PLAIN_SCALAR_STYLE)
        case .integer(let value): try emitter.scalar(String(value), style: YAML_PLAIN_SCALAR_STYLE)
        case .number(let value): try emitter.scalar(value.description, style: YAML_PLAIN_SCALAR_STYLE)
        case .string(let text): try emitter.scalar(text, style: style(of: text))
        case .array(let elements):
            try emitter.emit {
                yaml_sequence_start_event_initialize(
                    $0, nil, nil, 1, elements.isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE)
            }
            for element in elements { try write(element, to: emitter) }
            try emitter.emit { yaml_sequence_end_event_initialize($0) }
        case .object(let members):
            try emitter.emit {
                yaml_mapping_start_event_initialize(
                    $0, nil, nil, 1, members.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE)
            }
            for member in members {
                try emitter.scalar(member.key, style: style(of: member.key))
                try write(member.value, to: emitter)
            }
            try emitter.emit { yaml_mapping_end_event_initialize($0) }
        }
    }

    private static func style(of text: String) -> yaml_scalar_style_t {
        if YAMLScalar.looksLikeOtherType(text) { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
        // A literal block keeps long texts readable; it cannot begin with white space or hold control characters.
        let isBlock =
            text.utf8.contains(0x0A)
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A } && !text.hasPrefix(" ")
            && !text.hasPrefix("\n") && !text.contains(" \n")
        return isBlock ? YAML_LITERAL_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE
    }
}

/// libyaml could not write a text: it ran out of memory.
public struct YAMLWritingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What libyaml said.
    public let description: String
}
