import CLibYAML

/// Owns libyaml's emitter, which must not move, and the text that it has written.
final class YAMLEmitter {
    /// What libyaml's callback appends to; the emitter holds an unretained pointer to it.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()

    init() throws(YAMLWritingError) {
        emitter = .allocate(capacity: 1)
        guard yaml_emitter_initialize(emitter) == 1 else {
            emitter.deallocate()
            throw YAMLWritingError(description: "there is no memory to write YAML with")
        }
        yaml_emitter_set_output(
            emitter,
            { context, buffer, size in
                guard let context, let buffer else { return 0 }
                let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_indent(emitter, 2)
        yaml_emitter_set_width(emitter, -1)
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    /// The text so far.
    var text: String { String(decoding: output.bytes, as: UTF8.self) }

    /// Emits the event that `initialize` makes. libyaml takes it over, also where it fails.
    func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) throws(YAMLWritingError) {
        var event = yaml_event_t()
        guard initialize(&event) == 1, yaml_emitter_emit(emitter, &event) == 1 else {
            let problem = emitter.pointee.problem.map { String(cString: $0) }
            throw YAMLWritingError(description: problem ?? "there is no memory to write YAML with")
        }
    }

    /// Emits a scalar.
    func scalar(_ text: String, style: yaml_scalar_style_t) throws(YAMLWritingError) {
        var text = text
        try emit { event in
            text.withUTF8 { bytes in
                // An empty buffer may have no address, which libyaml takes for an absent value.
                let empty: [UInt8] = [0]
                return empty.withUnsafeBufferPointer { fallback in
                    yaml_scalar_event_initialize(
                        event, nil, nil, bytes.baseAddress ?? fallback.baseAddress, Int32(clamping: bytes.count), 1, 1,
                        style)
                }
            }
        }
    }
}
