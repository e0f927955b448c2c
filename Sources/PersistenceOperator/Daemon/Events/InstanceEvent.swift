/// Something that happened to an instance and is worth an Event (events.k8s.io/v1): many writers make one.
struct InstanceEvent: Hashable, Sendable {
    /// Why it is told: a stable code.
    enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Writers were made or changed, since the spec did.
        case applied = "Applied"
        /// Objects were deleted.
        case pruned = "Pruned"
        /// What others had changed or deleted was put back.
        case driftMended = "DriftMended"
        /// Changes of writers are held.
        case held = "Held"
        /// They are held no longer.
        case released = "Released"
        /// Somebody keeps changing what is ours.
        case contested = "Contested"
        /// Writers run as the spec says.
        case rolloutDone = "RolloutDone"
        /// Writers do not become available in time.
        case rolloutFailed = "RolloutFailed"
    }

    /// Why it is told.
    var reason: Reason
    /// What happened, for people.
    var note: String

    /// Whether somebody should look.
    var isWarning: Bool { [.held, .contested, .rolloutFailed].contains(reason) }

    /// What the controller did (`action` of an Event).
    var action: String {
        switch reason {
        case .applied: "Apply"
        case .pruned: "Delete"
        case .driftMended: "Mend"
        case .held, .released, .contested: "Hold"
        case .rolloutDone, .rolloutFailed: "Watch"
        }
    }
}
