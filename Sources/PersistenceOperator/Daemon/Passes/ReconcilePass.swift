import BusClients
import KubeClient
import Logging
import WriterSpecs

/// What one pass found and did. Plans are large, and live no longer than their pass.
struct PassReport: Sendable {
    /// A hold, planned or met.
    struct Held: Hashable, Sendable {
        /// The writer; `nil`: what all share.
        var writer: String?
        /// Why.
        var hold: Hold
    }

    /// A write that was made.
    struct Written: Hashable, Sendable {
        /// What was done.
        var action: PlanStep.Action
        /// The code of why.
        var reason: String
        /// To which object.
        var object: ObjectKey
        /// For which writer; `nil`: for all.
        var writer: String?
    }

    /// The revision of the spec that it was over.
    var revision: String
    /// The holds in the plan's order.
    var holds: [Held]
    /// What was written, but for the memory of it.
    var written: [Written] = []
    /// Whether the plan has writes that were not made, since the controller only looks.
    var hasUnmadeChanges: Bool
    /// Whether something is left that may pass by itself.
    var ending: ReconcileSchedule<ContinuousClock.Instant>.Ending

    /// What is known after a pass over some writers, which came after this one.
    func followed(by report: PassReport, over names: Set<String>) -> PassReport {
        var next = report
        next.holds =
            holds.filter { !names.contains($0.writer ?? "") }
            + report.holds.filter { held in
                held.writer != nil || !holds.contains(held)
            }
        next.hasUnmadeChanges = hasUnmadeChanges || report.hasUnmadeChanges
        return next
    }
}

/// One pass over an instance: plan out of the caches; only where that would write, ask what no watch tells, plan again, and
/// execute.
struct ReconcilePass {
    let reconciler: Reconciler
    let settings: InstanceSettings
    let fence: WriteFence
    /// Shows the plan; `nil`: it is executed.
    let board: ObservationBoard?
    let metrics: DaemonMetrics
    let logger: Logger

    /// Reasons of holds that may be over without an event of ours: by time, or by what no watch tells, such as a namespace
    /// that is made, a right that is granted, or an admission rule that is changed.
    private static let endingUnseen: Set = [
        "Contested", "Paused", "OtherInstance", "NamespaceMissing", "ServiceAccountMissing", "ConfigMapMissing",
        "NotFound", "Forbidden", "Unauthorized", "Rejected",
    ]

    /// How long a pass waits for the caches to show what it wrote, so that the next one plans from that; where it does not,
    /// conflicts tell it.
    private static let echoLimit = Duration.seconds(2)

    /// Makes the pass.
    ///
    /// - Parameter names: Only over these writers; `nil`: over all.
    /// - Throws: `KubeError` where the cluster could not be asked.
    func run(
        _ accepted: SpecKeeper.Accepted, only names: Set<String>? = nil, caches: InstanceCaches, kinds: ManagedKinds,
        bus: BusReadiness,
        contests: inout ContestWatch<ContinuousClock.Instant>, clock: ContinuousClock
    ) async throws -> PassReport {
        var live = caches.liveState
        var planned = await reconciler.plan(accepted.spec, only: names, live: live, bus: bus, kinds: kinds)
        guard planned.plan.hasChanges else {
            board?.show(planned.plan, source: accepted.source, for: settings.name)
            return report(planned.plan, nil, over: accepted)
        }
        let reader = ClusterReader(client: reconciler.client, kinds: kinds, settings: settings.planning)
        try await reader.readSurroundings(of: accepted.spec, catalogue: reconciler.catalogue, into: &live)
        planned = await reconciler.plan(accepted.spec, only: names, live: live, bus: bus, kinds: kinds)
        planned.plan.steps = contests.judge(planned.plan.steps, now: clock.now)
        board?.show(planned.plan, source: accepted.source, for: settings.name)
        guard planned.plan.hasChanges, settings.mode == .reconcile else {
            return report(planned.plan, nil, over: accepted)
        }
        let cluster = GuardedCluster(
            cluster: KubeCluster(
                client: reconciler.client, kinds: kinds, fieldManager: settings.planning.fieldManager), fence: fence,
            metrics: metrics)
        let logger = logger.with(revision: accepted.revision, source: settings.planning.driver)
        let execution = await reconciler.execute(
            planned, on: cluster, waitTimeout: .zero, audit: (logger, .notice))
        contests.record(execution.outcomes, now: clock.now)
        Self.tellHolds(execution, logger)
        let deadline = clock.now.advanced(by: Self.echoLimit)
        while !caches.show(execution.outcomes), clock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
        return report(planned.plan, execution, over: accepted)
    }

    private func report(
        _ plan: Plan, _ execution: ExecutionReport?, over accepted: SpecKeeper.Accepted
    ) -> PassReport {
        let holds = (execution?.holds ?? plan.holds).map { PassReport.Held(writer: $0.step.writer, hold: $0.hold) }
        var report = PassReport(
            revision: accepted.revision, holds: holds, hasUnmadeChanges: execution == nil && plan.hasChanges,
            ending: .settled)
        report.written = (execution?.outcomes ?? []).filter {
            $0.result == .applied && $0.step.reason.code != "Remember"
        }.map {
            PassReport.Written(
                action: $0.step.action, reason: $0.step.reason.code, object: $0.step.object, writer: $0.step.writer)
        }
        if let execution, execution.ending != .complete {
            report.ending = .failed
        } else if holds.contains(where: { $0.hold.kind == .mayPass || Self.endingUnseen.contains($0.hold.reason) }) {
            report.ending = .unsettled
        }
        return report
    }

    /// One line for each hold that was met: the writes have theirs already.
    private static func tellHolds(_ execution: ExecutionReport, _ logger: Logger) {
        for (index, outcome) in execution.outcomes.enumerated() {
            guard case .held(let hold) = outcome.result else { continue }
            var metadata = outcome.step.auditMetadata(at: index)
            metadata["hold"] = "\(hold.reason)"
            logger.warning("held: \(hold.message); \(hold.action)", metadata: metadata)
        }
    }
}

extension Logger {
    /// With what each line about a write says: under which revision of the spec, and on whose behalf.
    func with(revision: String, source: String?) -> Logger {
        var logger = self
        logger[metadataKey: "revision"] = "\(revision)"
        logger[metadataKey: "source"] = "\(source ?? "-")"
        return logger
    }
}
