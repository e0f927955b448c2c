/// Why a peer of the tests could not do its part: what was tried, and what came back.
public struct TestPeerError: Error, CustomStringConvertible {
    /// The whole story, with the tail of the outputs where a process was involved.
    public let description: String

    /// Makes an error.
    public init(_ description: String) { self.description = description }
}
