import FoundationEssentials

/// How long tests wait. All of them run at once, so on a busy machine with few cores one may wait for its turn several
/// times longer than for what it tests; and under a sanitizer everything is slower: `scripts/test-tsan` and
/// `scripts/test-asan` set `PERSISTENCE_OPERATOR_TEST_PATIENCE` to the factor by which limits grow.
public enum Patience {
    private static let told =
        ProcessInfo.processInfo.environment["PERSISTENCE_OPERATOR_TEST_PATIENCE"].flatMap { Int($0) }

    /// The limit on this run, for one that holds when a test has a core to itself.
    public static func limit(_ alone: Duration) -> Duration { alone * (told ?? 4) }

    /// The limit on this run of a time that is promised: as promised, for a limit that grew would show nothing. Only a
    /// sanitizer, under which nobody runs the operator, makes it longer. What is compared with it is measured by the clock
    /// of the peers, so that the test's own wait for its turn is no part of it.
    public static func promised(_ limit: Duration) -> Duration { limit * (told ?? 1) }
}
