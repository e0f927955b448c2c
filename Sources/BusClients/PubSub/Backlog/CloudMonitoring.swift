import Documents
import FoundationEssentials
import HTTPTransport

/// Google's Cloud Monitoring (API version 3), as far as backlogs of subscriptions are read.
struct CloudMonitoring: Sendable {
    private let environment: GoogleEnvironment
    private let provider: GoogleCredentialProvider
    private static let target = "Cloud Monitoring"
    /// Backlogs only inform: nothing waits for longer.
    private static let patience = Duration.seconds(5)
    /// More pages than this of one metric are not read.
    private static let pages = 20

    /// Makes a reader; nothing is asked yet.
    init(environment: GoogleEnvironment, provider: GoogleCredentialProvider) {
        self.environment = environment
        self.provider = provider
    }

    /// Reads the backlog of each subscription once: two requests for each project, and two more for each thousand subscriptions that it has
    /// where those asked for are too many to be named.
    func backlogs(
        of names: Set<PubSubName>, deadline: ContinuousClock.Instant
    ) async -> [PubSubName: PubSubBacklog] {
        let deadline = min(deadline, .now + Self.patience)
        return await withTaskGroup(of: [PubSubName: PubSubBacklog].self) { group in
            for (project, names) in Dictionary(grouping: names, by: \.project) {
                group.addTask {
                    let ids = names.map(\.id)
                    func query(_ metric: PubSubBacklogQuery.Metric) -> PubSubBacklogQuery {
                        PubSubBacklogQuery(metric: metric, project: project, subscriptions: ids)
                    }
                    async let messages = points(query(.messages), deadline)
                    async let ages = points(query(.oldestAge), deadline)
                    let (counted, aged) = await (messages, ages)
                    return Dictionary(
                        uniqueKeysWithValues: names.map {
                            ($0, PubSubBacklog(of: $0.id, messages: counted, ages: aged))
                        })
                }
            }
            return await group.reduce(into: [:]) { $0.merge($1) { $1 } }
        }
    }

    private func points(_ query: PubSubBacklogQuery, _ deadline: ContinuousClock.Instant) async -> PubSubBacklogPoints {
        var points = PubSubBacklogPoints(project: query.project)
        let end = Date()
        do throws(GoogleFailure) {
            var page: String?
            for _ in 0..<Self.pages {
                page = points.add(try await get(query.target(at: end, page: page), query.project, deadline))
                guard page != nil else { return points }
            }
            throw GoogleFailure(
                .failed,
                "the project '\(query.project)' has more than \(Self.pages * PubSubBacklogQuery.pageSize) subscriptions, "
                    + "of which no more were read",
                action: "see the backlog in the console")
        } catch {
            points.failure = error
        }
        return points
    }

    private func get(
        _ target: String, _ project: String, _ deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> JSONValue {
        var access = try await provider.access(deadline: deadline)
        var response = try await send(target, access, deadline)
        // The token may have been revoked, or its end have been told wrongly.
        if response.status == 401, let fresh = await provider.access(insteadOf: access, deadline: deadline) {
            access = fresh
            response = try await send(target, access, deadline)
        }
        guard response.head.isSuccess else {
            throw GoogleAnswer.failure(
                response, of: Self.target, hiding: [access.token.value],
                action: "grant \(access.principal) roles/monitoring.viewer in the project '\(project)', "
                    + "and enable the API monitoring.googleapis.com there")
        }
        guard let value = try? JSONValue(parsing: response.body) else {
            throw GoogleFailure(
                .failed, "the answer of \(Self.target) is not JSON", action: "see what answers at its address")
        }
        return value
    }

    private func send(
        _ target: String, _ access: GoogleAccess, _ deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> HTTPResponse {
        var headers = access.headers
        headers.add("Accept", "application/json")
        return try await environment.collect(
            HTTPRequest(.get, environment.endpoint(of: "monitoring") + target, headers: headers), of: Self.target,
            deadline: deadline)
    }
}
