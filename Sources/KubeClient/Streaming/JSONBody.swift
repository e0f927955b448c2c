import Documents

/// A body that is one JSON value, parsed while it arrives.
struct JSONBody<Events: JSONEventReceiver & Sendable>: ResponseBody {
    private var parser = JSONEventParser(depthLimit: 256)
    /// What the events made.
    private(set) var events: Events

    init(_ events: Events) {
        self.events = events
    }

    mutating func begin() {}

    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws { try parser.feed(bytes, to: &events) }

    mutating func finish() throws { try parser.finish(&events) }
}
