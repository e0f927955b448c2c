import Synchronization

/// overlay
public final class WriteFence: Sendable {
    public static let open = WriteFence()
    public init() {}
    public func withPermit<R>(upTo limit: Duration, _ body: (Duration) async throws -> R) async throws -> R {
        try await body(limit)
    }
}
public struct LeaderElectionSettings: Sendable {}
