/// One step through a JSON text, as `JSONEventParser` reports it.
public enum JSONEvent: Hashable, Sendable {
    /// `{`.
    case beginObject
    /// The name of a member; its value follows.
    case key(String)
    /// `}`.
    case endObject
    /// `[`.
    case beginArray
    /// `]`.
    case endArray
    /// A string value.
    case string(String)
    /// A number, as written. It matches the grammar of RFC 8259, section 6.
    case number(literal: String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
}

/// What the receiver of an event wants next.
public enum JSONEventDisposition: Hashable, Sendable {
    /// The next event.
    case proceed
    /// After `key`: nothing of this member's value. After `beginObject` or `beginArray`: nothing up to and including
    /// its end. The grammar of skipped text is still checked, the encoding of its strings is not. After any other event: as `proceed`.
    case skip
}

/// Receives the events of a `JSONEventParser`.
public protocol JSONEventReceiver {
    /// Takes one event, with the position of its first character.
    mutating func receive(_ event: JSONEvent, at position: SourcePosition) throws -> JSONEventDisposition
}
