import KubeClient
import Logging

/// Executes a plan: at most one write a step, each idempotent, so that a crash after any of them is healed by a second run.
///
/// Order: the namespace; what writers share; the writers, many at once, each writer's objects one after another; deletions;
/// last the inventory, which says only what really happened.
public struct Executor: Sendable {
    /// Plans one step anew from what is live now, after a conflict; `nil`: nothing is to be done any more.
    public typealias Replan = @Sendable (PlanStep, LiveObject?) -> PlanStep?

    private let cluster: any ClusterWriting
    private let replan: Replan
    private let awaitAvailable: @Sendable ([String]) async -> Bool
    private let concurrency: Int
    private let logger: Logger
    private let auditLevel: Logger.Level

    /// How many writers are begun with. Each one that is written makes room for one more: where writes hang, which is as a rule
    /// one namespace's admission webhook, they take no more than this of the connection that all instances share.
    static let firstAtOnce = 2

    /// How often a step is planned anew after a conflict before it is held.
    public static let conflictLimit = 3

    /// Makes an executor.
    /// - Parameters:
    ///   - awaitAvailable: Waits until the Deployments of these writers are available; false where they are not in time.
    ///   - concurrency: How many writers are applied at once.
    ///   - logger: Has a line for each write as soon as it is made; with metadata that says on whose behalf.
    ///   - auditLevel: The level of these lines.
    public init(
        cluster: any ClusterWriting, replan: @escaping Replan,
        awaitAvailable: @escaping @Sendable ([String]) async -> Bool, concurrency: Int = 16, logger: Logger,
        auditLevel: Logger.Level = .info
    ) {
        self.cluster = cluster
        self.replan = replan
        self.awaitAvailable = awaitAvailable
        self.concurrency = concurrency
        self.logger = logger
        self.auditLevel = auditLevel
    }

    /// Executes all steps that can be. Never throws: what went wrong is in the report.
    public func execute(_ plan: Plan) async -> ExecutionReport {
        var run = Run(count: plan.steps.count)
        let indexed = Array(plan.steps.enumerated())
        let order = StepOrder(indexed)
        await execute(order.shared, &run, concurrency: 1)
        await execute(order.writers, &run, concurrency: concurrency)
        await execute(order.deletions, &run, concurrency: concurrency)
        // A deletion that must wait for its replacement comes after those that need not.
        await execute(order.waitingDeletions, &run, concurrency: 1)
        await execute(order.sharedDeletions, &run, concurrency: 1)
        let outcomes = await remember(plan, indexed, run)
        return ExecutionReport(plan: plan, outcomes: outcomes, ending: run.ending)
    }

    // MARK: Groups

    private typealias Indexed = StepOrder.Indexed

    private struct Run {
        var outcomes: [StepOutcome?]
        var ending = ExecutionReport.Ending.complete
        /// Why an object that new revisions refer to was not written.
        var sharedHold: Hold?
        /// Whether a writer's Deployment is not what was planned: its pods may need what the spec no longer has.
        var hasHeldDeployments = false

        init(count: Int) { outcomes = Array(repeating: nil, count: count) }

        mutating func record(_ outcome: StepOutcome, at index: Int) {
            outcomes[index] = outcome
            guard case .held(let hold) = outcome.result else { return }
            if outcome.step.writer == nil { sharedHold = sharedHold ?? hold }
            if outcome.step.object.kind == "Deployment" { hasHeldDeployments = true }
        }

        /// Why a step must not be tried after what happened so far.
        func hold(for step: PlanStep) -> Hold? {
            switch step.action {
            case .create, .update:
                let isRepair = ["Drift", "Missing"].contains(step.reason.code)
                return step.writer == nil || isRepair ? nil : sharedHold
            case .delete where step.object.kind == "Secret" && hasHeldDeployments:
                return Hold(
                    .mayPass, reason: "StillReferenced", message: "writers that are held may still need \(step.object)",
                    action: "run again when they are applied")
            default: return nil
            }
        }
    }

    private enum Attempt {
        case ended(StepOutcome)
        case lost(StepOutcome, String)

        /// Whether nothing stood against it.
        var isWritten: Bool {
            guard case .ended(let outcome) = self else { return false }
            return outcome.result == .applied || outcome.result == .unchanged
        }
    }

    /// Executes groups of steps, several groups at once, the steps of one group in turn.
    private func execute(_ groups: [[Indexed]], _ run: inout Run, concurrency: Int) async {
        var pending = groups[...]
        var room = min(concurrency, Self.firstAtOnce)
        await withTaskGroup(of: [(Int, Attempt)].self) { tasks in
            func startNext(_ run: Run) {
                while room > 0, run.ending == .complete, let group = pending.popFirst() {
                    room -= 1
                    let held = group.map { run.hold(for: $0.element) }
                    tasks.addTask { await executeInTurn(group, holding: held) }
                }
            }
            var most = room
            startNext(run)
            for await finished in tasks {
                room += 1
                if most < concurrency, finished.allSatisfy({ $0.1.isWritten }) {
                    most += 1
                    room += 1
                }
                for (index, attempt) in finished {
                    switch attempt {
                    case .ended(let outcome): run.record(outcome, at: index)
                    case .lost(let outcome, let reason):
                        run.record(outcome, at: index)
                        run.ending = .unreachable(reason)
                    }
                }
                if Task.isCancelled, run.ending == .complete { run.ending = .interrupted }
                startNext(run)
            }
        }
        if Task.isCancelled, run.ending == .complete { run.ending = .interrupted }
    }

    /// What stands beside a Deployment acts on it by name: where that is held, the rest of the group is too.
    private func executeInTurn(_ group: [Indexed], holding held: [Hold?]) async -> [(Int, Attempt)] {
        var results: [(Int, Attempt)] = []
        var deploymentHold: Hold?
        for ((index, step), hold) in zip(group, held) {
            if Task.isCancelled {
                results.append((index, .ended(StepOutcome(step: step, result: .notTried))))
                continue
            }
            if step.action.writes, let hold = hold ?? deploymentHold {
                results.append((index, .ended(StepOutcome(step: step, result: .held(hold)))))
                continue
            }
            let attempt = await attempt(step, at: index)
            results.append((index, attempt))
            if case .lost = attempt { break }
            if case .ended(let outcome) = attempt, step.object.kind == "Deployment",
                case .held(let hold) = outcome.result
            {
                deploymentHold = hold
            }
        }
        return results
    }

    // MARK: One step

    private func attempt(_ step: PlanStep, at index: Int) async -> Attempt {
        if let hold = step.hold { return .ended(StepOutcome(step: step, result: .held(hold))) }
        guard step.action.writes else { return .ended(StepOutcome(step: step, result: .unchanged)) }
        if !step.waitsFor.isEmpty, await !awaitAvailable(step.waitsFor) {
            return .ended(StepOutcome(step: step, result: .held(Self.replacementHold(step))))
        }
        var current = step
        for round in 1...Self.conflictLimit {
            do {
                try await write(current)
                logger.log(level: auditLevel, "written", metadata: current.auditMetadata(at: index))
                return .ended(StepOutcome(step: current, result: .applied))
            } catch let error as KubeError where error.code == .conflict && round < Self.conflictLimit {
                if let forced = current.forced(by: error) {
                    current = forced
                    continue
                }
                logger.debug(
                    "conflict, planned anew (round \(round))", metadata: current.auditMetadata(at: index))
                do {
                    guard let next = try await planAnew(current) else {
                        return .ended(StepOutcome(step: current, result: .unchanged))
                    }
                    if let hold = next.hold { return .ended(StepOutcome(step: next, result: .held(hold))) }
                    guard next.action.writes else { return .ended(StepOutcome(step: next, result: .unchanged)) }
                    current = next
                } catch {
                    return failed(current, error)
                }
            } catch {
                return failed(current, error)
            }
        }
        return .ended(StepOutcome(step: current, result: .notTried))
    }

    private func write(_ step: PlanStep) async throws {
        switch step.write {
        case .apply(let body, let force):
            try await cluster.apply(body, to: step.object, apiVersion: step.apiVersion, force: force)
        case .delete(let uid, let resourceVersion):
            try await cluster.delete(
                step.object, apiVersion: step.apiVersion, uid: uid, resourceVersion: resourceVersion)
        case .createNamespace: try await cluster.createNamespace(step.object.name)
        case .remember, nil: break
        }
    }

    private func planAnew(_ step: PlanStep) async throws -> PlanStep? {
        let seen = try await cluster.read(step.object, apiVersion: step.apiVersion)
        return replan(step, seen)
    }

    private func failed(_ step: PlanStep, _ error: any Error) -> Attempt {
        if Task.isCancelled || error is CancellationError {
            return .ended(StepOutcome(step: step, result: .notTried))
        }
        guard let error = error as? KubeError else {
            return .ended(StepOutcome(step: step, result: .held(Self.unexpected(error))))
        }
        let outcome = StepOutcome(step: step, result: .held(StepFailure.hold(for: error, step: step)))
        return error.code == .transport ? .lost(outcome, error.description) : .ended(outcome)
    }

    private static func unexpected(_ error: any Error) -> Hold {
        Hold(.mayPass, reason: "Failed", message: "\(error)", action: "run again")
    }

    private static func replacementHold(_ step: PlanStep) -> Hold {
        let names = step.waitsFor.map { "'\($0)'" }.joined(separator: ", ")
        return Hold(
            .mayPass, reason: "ReplacementNotAvailable", message: "it goes only after \(names) is available",
            action: "run again when it is")
    }

    // MARK: Inventory

    /// Writes what really happened, also after an interruption: a short write that spares the next run its guesses.
    private func remember(_ plan: Plan, _ indexed: [Indexed], _ run: Run) async -> [StepOutcome] {
        var outcomes = indexed.map { index, step in
            run.outcomes[index] ?? StepOutcome(step: step, result: .notTried)
        }
        guard let (index, step) = indexed.first(where: { $0.element.isMemory }) else { return outcomes }
        if case .unreachable = run.ending { return outcomes }
        let memory = InventoryWrite(plan: plan, step: step, outcomes: outcomes)
        guard memory.isNeeded else {
            outcomes[index] = StepOutcome(step: step, result: .unchanged)
            return outcomes
        }
        // The run may have been interrupted; this write is not.
        let attempt = await Task { await self.attempt(memory.planned, at: index) }.value
        switch attempt {
        case .ended(let outcome), .lost(let outcome, _): outcomes[index] = outcome
        }
        return outcomes
    }
}

extension PlanStep {
    /// The step with force, where all that stands against it is that another manager owns fields of an object of ours: the
    /// server compares their text, so `1000m` is a conflict with `1` although both are the same to the plan.
    fileprivate func forced(by error: KubeError) -> PlanStep? {
        let causes = error.status?.causes ?? []
        guard action == .update, case .apply(let body, false)? = write, !causes.isEmpty,
            causes.allSatisfy({ $0.reason == "FieldManagerConflict" })
        else { return nil }
        var copy = self
        copy.write = .apply(body: body, force: true)
        copy.conflicts += causes.map { FieldConflict(path: FieldPath([.field($0.field)]), manager: $0.message) }
        return copy
    }

    /// Whether this is the step that writes the inventory.
    var isMemory: Bool {
        if case .remember = write { true } else { false }
    }
}
