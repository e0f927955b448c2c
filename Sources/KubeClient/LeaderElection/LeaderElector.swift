import Documents
import FoundationEssentials
import HTTPTransport
import Logging
import Synchronization

/// Makes one of several processes the leader, by a Lease that it renews on a connection of its own: a slow or crowded API
/// server that keeps writes waiting does not cost it the Lease.
public final class LeaderElector: Sendable {
    /// What is known of the election.
    public struct Observation: Hashable, Sendable {
        /// Whether this process is the leader.
        public var isLeader = false
        /// Who holds the Lease; empty: nobody, or nobody knows.
        public var holder = ""
        /// Why the Lease cannot be read or written; `nil`: it can.
        public var problem: String?
    }

    /// Lets this process write during its terms.
    public let fence: WriteFence
    private let client: KubeClient
    private let settings: LeaderElectionSettings
    private let identity: String
    private let logger: Logger
    private let clock = ContinuousClock()
    private let bell = Doorbell()
    private let observation = Mutex(Observation())
    private let isEnding = SharedFlag()

    /// The field manager of Leases.
    private static let fieldManager = "persistence-operator/leader-election"

    /// Makes an elector; nothing is sent before `run`.
    ///
    /// - Parameters:
    ///   - configuration: Of the API server; the connection is the elector's own.
    ///   - identity: Names this process among all that may hold the Lease, and after a restart anew.
    public init(
        configuration: KubeConfiguration, settings: LeaderElectionSettings, identity: String, logger: Logger
    ) {
        // A renewal that failed is made anew, not sent again: its time is part of what it says.
        client = KubeClient(configuration, maximumInFlight: 2, retryPolicy: .never, logger: logger)
        self.settings = settings
        self.identity = identity
        self.logger = logger
        fence = WriteFence(longestWrite: settings.writeTimeout)
    }

    /// What is known of the election now.
    public var current: Observation { observation.withLock { $0 } }

    /// What the elector has sent so far.
    public var statistics: HTTPClientStatistics { client.statistics }

    /// Reads the credentials of its own connection again with the next request.
    public func forgetCredentials() async { await client.forgetCredentials() }

    /// Stands for election until the task is cancelled. Then the work is told to end (its task is cancelled), the Lease is
    /// renewed until it has, and released.
    ///
    /// - Parameter lead: The work of the leader, begun anew with each term. Its task is cancelled when the term ends. Its
    ///   writes go through `fence`.
    public func run(whileLeading lead: @escaping @Sendable () async -> Void) async {
        // Not a child: the last requests are made when the task is cancelled already.
        let election = Task { await elect(lead) }
        await withTaskCancellationHandler {
            await election.value
        } onCancel: {
            isEnding.set()
            bell.ring()
        }
        client.shutdown()
    }

    private func elect(_ lead: @escaping @Sendable () async -> Void) async {
        let origin = clock.now
        var machine = ElectorMachine(settings, identity: identity)
        var work: LeaderWork?
        while true {
            if isEnding.isSet {
                work?.task.cancel()
                if work?.hasEnded.isSet ?? true { break }
            }
            let action = machine.next(at: origin.duration(to: clock.now), date: MicroTime.text(Date()))
            if machine.term == nil, let ended = work {
                fence.close()
                await stop(ended, machine.takeLoss())
                work = nil
                continue
            }
            switch action {
            case .wait(let delay): await bell.wait(until: clock.now.advanced(by: delay), clock: clock)
            case .read: await read(&machine, origin)
            case .write(let record, let version, let timeout):
                await write(record, over: version, timeout, &machine, origin)
            }
            if let term = machine.term {
                fence.open(until: origin.advanced(by: term.until))
                if work == nil { work = begin(lead, at: origin.advanced(by: term.from), machine) }
            }
            show(machine)
        }
        fence.close()
        await release(machine)
    }

    // MARK: The work

    private struct LeaderWork {
        let task: Task<Void, Never>
        let hasEnded: SharedFlag
    }

    private func begin(
        _ lead: @escaping @Sendable () async -> Void, at start: ContinuousClock.Instant, _ machine: ElectorMachine
    ) -> LeaderWork {
        let pause = max(.zero, clock.now.duration(to: start))
        logger.notice(
            "this process is the leader",
            metadata: [
                "lease": "\(settings.namespace)/\(settings.name)", "holder": "\(identity)",
                "begins-in": "\(pause.components.seconds)s",
            ])
        let hasEnded = SharedFlag()
        let task = Task {
            if (try? await clock.sleep(until: start, tolerance: nil)) != nil { await lead() }
            hasEnded.set()
            bell.ring()
        }
        return LeaderWork(task: task, hasEnded: hasEnded)
    }

    private func stop(_ work: LeaderWork, _ loss: ElectorMachine.Loss?) async {
        work.task.cancel()
        let reason =
            switch loss {
            case .taken(by: ""): "the Lease is nobody's any more"
            case .taken(let holder): "\(holder) holds the Lease"
            case .deadline, nil: "the Lease could not be renewed in time"
            }
        logger.warning(
            "this process is no longer the leader: \(reason)",
            metadata: ["lease": "\(settings.namespace)/\(settings.name)"])
        await work.task.value
    }

    // MARK: The Lease

    private func read(_ machine: inout ElectorMachine, _ origin: ContinuousClock.Instant) async {
        do {
            let object = try await RequestDeadline.with(clock.now + settings.renewDeadline / 2) {
                try await client.get(.leases, namespace: settings.namespace, name: settings.name)
            }
            let lease = object.map { ($0, $0[path: "metadata", "resourceVersion"]?.string ?? "") }
            machine.read(lease.map { (LeaseRecord($0.0), $0.1) }, at: origin.duration(to: clock.now))
            note(nil)
        } catch {
            note(error)
            machine.readFailed(at: origin.duration(to: clock.now), chance: .random(in: 0..<1))
        }
    }

    private func write(
        _ record: LeaseRecord, over version: String?, _ timeout: Duration, _ machine: inout ElectorMachine,
        _ origin: ContinuousClock.Instant
    ) async {
        let sent = origin.duration(to: clock.now)
        do {
            let version = try await put(record, over: version, timeout)
            machine.written(record, version: version, sent: sent, at: origin.duration(to: clock.now))
            note(nil)
        } catch {
            let failure = error as? KubeError ?? KubeError(.transport, "\(error)")
            // That another was faster is how elections go.
            note(failure.code == .conflict || failure.code == .alreadyExists ? nil : failure)
            machine.writeFailed(failure, at: origin.duration(to: clock.now), chance: .random(in: 0..<1))
        }
    }

    /// - Returns: The version that was written.
    private func put(_ record: LeaseRecord, over version: String?, _ timeout: Duration) async throws -> String {
        let body = record.body(settings, over: version).serialized()
        let object = try await RequestDeadline.with(clock.now + timeout) {
            guard version != nil else {
                return try await client.create(
                    .leases, namespace: settings.namespace, body: body, fieldManager: Self.fieldManager)
            }
            return try await client.apply(
                .leases, namespace: settings.namespace, name: settings.name, body: body,
                fieldManager: Self.fieldManager, force: true)
        }
        guard let version = object[path: "metadata", "resourceVersion"]?.string else {
            throw KubeError(.decoding, "the Lease in the response has no resourceVersion")
        }
        return version
    }

    private func release(_ machine: ElectorMachine) async {
        guard let (record, version) = machine.release(date: MicroTime.text(Date())) else { return }
        do {
            _ = try await put(record, over: version, settings.writeTimeout)
            logger.notice("the Lease is released", metadata: ["lease": "\(settings.namespace)/\(settings.name)"])
        } catch {
            logger.warning("the Lease is not released, and ends by itself: \(error)")
        }
    }

    // MARK: Telling

    private func show(_ machine: ElectorMachine) {
        observation.withLock {
            $0.isLeader = machine.term != nil
            $0.holder = machine.holder
        }
    }

    private func note(_ error: (any Error)?) {
        let problem = error.map { "\($0)" }
        let isNew = observation.withLock { observation in
            defer { observation.problem = problem }
            return observation.problem != problem
        }
        guard isNew, let problem else { return }
        logger.warning(
            "the Lease cannot be read or written: \(problem)",
            metadata: ["lease": "\(settings.namespace)/\(settings.name)"])
    }
}

/// Becomes true once.
private final class SharedFlag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock(\.self) }

    func set() { value.withLock { $0 = true } }
}
