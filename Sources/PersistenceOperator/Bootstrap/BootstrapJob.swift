import BusClients
import FoundationEssentials
import WriterSpecs

/// `operator bootstrap`: looks, decides, makes what is missing one by one, and looks again.
public struct BootstrapJob: Sendable {
    private let request: BootstrapRequest
    private let settings: BusSettings
    private let isDryRun: Bool

    /// How long it waits between two looks at what was made.
    private static let pause = Duration.milliseconds(200)

    /// Makes a job.
    public init(_ request: BootstrapRequest, settings: BusSettings, isDryRun: Bool) {
        self.request = request
        self.settings = settings
        self.isDryRun = isDryRun
    }

    /// Runs it.
    ///
    /// - Parameter connect: Names the cluster whose Secret the spec may name; `nil`: there is none.
    /// - Throws: `UsageError` where the request does not fit the spec; what `connect` throws.
    public func run(
        _ spec: ResolvedSpec, environment: [String: String] = ProcessInfo.processInfo.environment,
        connect: () throws -> ClusterConnection?
    ) async throws -> BootstrapReport {
        try request.check(against: spec)
        let client = spec.namesKubernetesSecret ? try connect()?.client : nil
        let bus: BootstrapBus
        do throws(BusUnseen) {
            bus = try await BootstrapBus(spec, settings: settings, environment: environment, client: client)
        } catch {
            let planner = BootstrapPlanner(spec: spec, request: request, readings: [:])
            let readings = planner.resources.map { ($0, error.reading) }
            return report(
                BootstrapPlanner(
                    spec: spec, request: request, readings: Dictionary(uniqueKeysWithValues: readings)
                ).plan)
        }
        let report = await run(spec, on: bus)
        await bus.close()
        return report
    }

    private func report(_ plan: BootstrapPlan) -> BootstrapReport { BootstrapReport(plan: plan, isDryRun: isDryRun) }

    private func run(_ spec: ResolvedSpec, on bus: BootstrapBus) async -> BootstrapReport {
        let readings = await bus.look(at: BootstrapPlanner(spec: spec, request: request, readings: [:]).resources)
        var planner = BootstrapPlanner(spec: spec, request: request, readings: readings)
        // Nobody asks for all topics of a cluster on which nothing is missing.
        if readings.values.contains(where: { $0.reason == .topicMissing }) {
            do throws(BusUnseen) {
                planner.survey = try await bus.survey()
            } catch {
                for (resource, reading) in readings where reading.reason == .topicMissing {
                    planner = planner.replacing(resource, error.reading)
                }
            }
        }
        var report = report(planner.plan)
        guard !isDryRun else { return report }
        for step in report.plan.steps where step.isChange {
            // What was made stays, and the next run makes the rest.
            guard !Task.isCancelled else { break }
            report.outcomes[step.resource] = await bus.make(step.action)
        }
        report.readings = await settled(report, on: bus)
        return report
    }

    /// What was made, once it can be used; whatever it is when time is over.
    private func settled(
        _ report: BootstrapReport, on bus: BootstrapBus
    ) async -> [WriterEndpoint.Resource: EndpointReading] {
        let made = report.plan.steps.filter { [.made, .existed].contains(report.outcomes[$0.resource]?.result) }
        guard !made.isEmpty else { return [:] }
        let deadline = ContinuousClock.now + settings.timeout
        while true {
            let readings = await bus.look(at: made.map(\.resource))
            let isDone = made.allSatisfy { $0.isSeen(in: readings[$0.resource]) }
            guard !isDone, .now + Self.pause < deadline, (try? await Task.sleep(for: Self.pause)) != nil else {
                return readings
            }
        }
    }
}

extension BootstrapPlanner {
    /// The same with another reading.
    fileprivate func replacing(_ resource: WriterEndpoint.Resource, _ reading: EndpointReading) -> BootstrapPlanner {
        BootstrapPlanner(
            spec: spec, request: request, readings: readings.merging([resource: reading]) { $1 }, survey: survey)
    }
}

extension BootstrapPlan.Step {
    /// Whether a look shows what the step was to bring about.
    func isSeen(in reading: EndpointReading?) -> Bool {
        guard let reading, reading.readiness == .ready else { return false }
        guard case .addPartitions(_, _, let total) = action else { return true }
        return (reading.partitions ?? 0) >= total
    }
}
