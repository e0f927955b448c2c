/// What came of asking a bus for one topic, subscription or number of partitions.
public struct MakingOutcome: Hashable, Sendable {
    /// How it ended.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        /// The bus made it.
        case made = "Made"
        /// It was there already: somebody else was faster, or an earlier run.
        case existed = "Existed"
        /// Who asked may not make it.
        case forbidden = "CreatingForbidden"
        /// The bus does not make such a thing.
        case refused = "CreatingRefused"
        /// No answer, or one that may be another soon; it may have been made all the same.
        case failed = "CreatingFailed"
    }

    /// How it ended.
    public var result: Result
    /// What happened, in one sentence without a full stop; never holds a secret. Empty where it was made.
    public var message: String
    /// What to do about it; empty where nothing is to be done.
    public var action: String

    /// Makes an outcome.
    public init(_ result: Result, _ message: String = "", action: String = "") {
        self.result = result
        self.message = message
        self.action = action
    }
}

/// The bus could not be seen before anything was made.
public struct BusUnseen: Error, Hashable, Sendable {
    /// Why.
    public let reading: EndpointReading

    /// Makes an error.
    public init(_ reading: EndpointReading) { self.reading = reading }
}
