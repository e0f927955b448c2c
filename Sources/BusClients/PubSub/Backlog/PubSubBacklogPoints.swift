import Documents

/// The newest points of one metric of a project's subscriptions, page by page. Pure.
struct PubSubBacklogPoints: Sendable {
    let project: String
    /// By short name.
    private(set) var values: [String: Int64] = [:]
    /// Why points may be missing; `nil`: all that there are have come.
    var failure: GoogleFailure?

    init(project: String) { self.project = project }

    /// Takes the points of a page.
    ///
    /// - Returns: The token of the next page; `nil`: it was the last one.
    mutating func add(_ page: JSONValue) -> String? {
        for series in page["timeSeries"]?.array ?? [] {
            let labels = series[path: "resource", "labels"]
            // Points are told newest first; 64-bit numbers are texts in Google's JSON.
            let value = series["points"]?.array?.first?[path: "value", "int64Value"]
            guard labels?["project_id"]?.string == project, let id = labels?["subscription_id"]?.string,
                let number = value?.integer ?? value?.string.flatMap({ Int64($0) })
            else { continue }
            values[id] = max(0, number)
        }
        return page["nextPageToken"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension PubSubBacklog {
    /// What two metrics tell of a subscription: a number without the other one is not taken for the whole.
    init(of id: String, messages: PubSubBacklogPoints, ages: PubSubBacklogPoints) {
        if let count = messages.values[id], let age = ages.values[id] {
            self = .known(messages: count, oldest: .seconds(age))
        } else if let failure = messages.failure ?? ages.failure {
            self = .unknown(Cause(why: failure.message, action: failure.action))
        } else {
            self = .unknown(
                Cause(
                    why:
                        "Cloud Monitoring has no point of it in the last \(PubSubBacklogQuery.window.components.seconds / 60) minutes",
                    action: "check again in some minutes: a new subscription has no points yet"))
        }
    }
}
