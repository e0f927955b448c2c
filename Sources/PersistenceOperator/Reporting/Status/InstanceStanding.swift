/// Why an instance has no status, and what to do.
enum InstanceStanding: String, Hashable, Sendable {
    /// A pipeline applied it: what it did is in its own report.
    case notDriven = "NotDriven"
    /// The resource that drove it was deleted.
    case sourceGone = "SourceGone"
    /// Something is to drive it, and no controller has told anything.
    case noStatus = "NoStatus"

    /// What is wrong and what to do; `nil`: nothing is wrong.
    var message: String? {
        switch self {
        case .notDriven: nil
        case .sourceGone:
            """
            the resource is gone, and nobody keeps the writers, which run on; apply the resource again, or delete what has the \
            label \(OperatorLabels.instance)
            """
        case .noStatus:
            """
            no controller has told anything; check that one runs, watches this namespace and may write the status (its log, \
            and /readyz)
            """
        }
    }
}
