/// Asks until there is an answer, for a bounded time.
///
/// - Parameters:
///   - what: Names what is awaited, for the error.
///   - limit: How long to ask; 30 seconds unless told.
///   - question: The answer, or `nil` to be asked again in 20 ms.
/// - Throws: `TestPeerError` when the time is over, else what the question throws.
public func eventually<Answer>(
    _ what: String, within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ question: () async throws -> Answer?
) async throws -> Answer {
    let deadline = ContinuousClock.now + Patience.limit(limit)
    while true {
        if let answer = try await question() { return answer }
        guard ContinuousClock.now < deadline else { throw TestPeerError("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// Asks until the answer is yes, for a bounded time.
public func eventually(
    _ what: String, within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit) { try await condition() ? true : nil }
}
