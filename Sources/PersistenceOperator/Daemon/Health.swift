/// Whether the controller does its work: what the readiness probe asks.
struct Health: Hashable, Sendable {
    /// Whether every watch cache has been filled once.
    var cachesSynced: Bool
    /// Since when the API server has not been heard of by the watch that waits longest; `nil`: never heard.
    var silence: Duration?
    /// How long the pass that is under way has taken; `nil`: none is.
    var currentPass: Duration?
    /// Whether there is a spec in force.
    var hasSpec: Bool
    /// Whether the source has been read, whatever it holds.
    var isSourceRead = true
    /// Why the account may not read the source; `nil`: it may.
    var refusal: String?

    /// A watch ends after 50 s at the latest, and is begun anew.
    static let longestSilence = Duration.seconds(120)
    /// Writes end after 30 s each; a pass of a thousand of them on a slow API server takes a while.
    static let longestPass = Duration.seconds(900)

    /// Why it is not ready; empty: it is. Without a spec there is nothing to do, which is no failure of the process: a spec that
    /// is mended must not find it restarted or out of service. One that it may not read it cannot follow, which is.
    var problems: [String] {
        var problems = refusal.map { [$0] } ?? []
        if !isSourceRead { problems.append("the spec has not been read yet") }
        guard hasSpec else { return problems }
        if !cachesSynced { problems.append("the watch caches are not filled yet") }
        if let silence, silence > Self.longestSilence {
            problems.append("nothing was heard of the API server for \(silence.components.seconds) s")
        }
        if let currentPass, currentPass > Self.longestPass {
            problems.append("a pass has been under way for \(currentPass.components.seconds) s")
        }
        return problems
    }
}
