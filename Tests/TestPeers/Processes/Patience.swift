import FoundationEssentials

/// How long tests wait. All of them run at once, so on a busy machine with few cores one may wait for its turn several
/// times longer than for what it tests; and under a sanitizer everything is slower: `scripts/test-tsan` and
/// `scripts/test-asan` set `PERSISTENCE_OPERATOR_TEST_PATIENCE` to the factor by which limits grow.
public enum Patience {
    private static let factor =
        ProcessInfo.processInfo.environment["PERSISTENCE_OPERATOR_TEST_PATIENCE"].flatMap { Int($0) } ?? 4

    /// The limit on this run, for one that holds when a test has a core to itself.
    public static func limit(_ alone: Duration) -> Duration { alone * factor }
}
