/// What `operator status --watch` says of one look after another: what is new, and why it sees nothing, each once. A pure value.
public struct StatusWatch: Sendable {
    /// Something to be said.
    public enum Saying: Hashable, Sendable {
        /// A report, as text, on standard output.
        case report(String)
        /// Why the cluster cannot be looked at, on standard error.
        case problem(String)
    }

    /// Between two looks.
    static let interval = Duration.seconds(2)

    private let format: StatusReport.Format
    /// The content of the last report that was said; `nil`: there was none, or what was said since may have made it old.
    private var known: String?
    private var problem: String?
    private var isFirst = true

    /// Makes a watch that has said nothing yet.
    init(_ format: StatusReport.Format) {
        self.format = format
    }

    /// A look that told how it is; `nil`: nothing new. After one that failed the report is said again, so that it shows that it
    /// is true again.
    mutating func take(_ report: StatusReport) -> Saying? {
        problem = nil
        // Ages pass without anything happening, and the data has none.
        let content = report.text(.json)
        guard content != known else { return nil }
        defer { isFirst = false }
        known = content
        return .report((isFirst ? "" : "\n") + report.text(format))
    }

    /// A look that failed; `nil`: for the reason that was said already.
    ///
    /// - Throws: The error where it is the first look: what was asked for may be wrong, such as the cluster.
    mutating func take(_ error: ClusterError) throws(ClusterError) -> Saying? {
        guard !isFirst else { throw error }
        known = nil
        guard error.message != problem else { return nil }
        problem = error.message
        return .problem("error: \(error.message) (it is tried again until this command is interrupted)\n")
    }
}

extension StatusWatch {
    /// Looks again and again until the task is cancelled.
    ///
    /// - Throws: What the first look throws; later only what is no `ClusterError`, and `CancellationError`.
    mutating func run(
        clock: some Clock<Duration>, look: () async throws -> StatusReport, say: (Saying) -> Void
    ) async throws {
        while true {
            let saying: Saying?
            do {
                saying = take(try await look())
            } catch let error as ClusterError {
                saying = try take(error)
            }
            if let saying { say(saying) }
            try await clock.sleep(until: clock.now.advanced(by: Self.interval), tolerance: nil)
        }
    }
}

extension ClusterConnection {
    /// Says what is known of all instances whenever that changes, until the task is cancelled. A cluster that cannot be looked at
    /// later is said, and does not end it: that is when people watch.
    ///
    /// - Parameter namespace: `nil`: in all namespaces.
    /// - Throws: `ClusterError` where the first look fails.
    public func watchStatus(
        namespace: String?, format: StatusReport.Format, say: (StatusWatch.Saying) -> Void
    ) async throws {
        var watch = StatusWatch(format)
        try await watch.run(clock: ContinuousClock(), look: { try await status(namespace: namespace) }, say: say)
    }
}
