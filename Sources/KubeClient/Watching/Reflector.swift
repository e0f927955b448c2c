import Documents
import Logging
import Synchronization

/// Keeps the projections of a collection's objects as the API server has them: one list, then watches, a list again now
/// and then. It needs no restart, whatever the server does: errors show in `snapshot`, the cache stays.
public final class Reflector<Item: Sendable>: Sendable {
    private struct State {
        var cache = ReflectorCache<Item>()
        var machine: ReflectorMachine
        var isSynced = false
        var lastContact: ContinuousClock.Instant?
        var lists = 0
        var watches = 0
        var lastError: KubeError?
        var refusal: KubeError?
        /// The wait or watch under way, which a list need not wait for.
        var pause: Task<Void, Never>?

        /// A list or watch succeeded. Returns whether the account was refused before.
        mutating func succeed() -> Bool {
            defer { (lastError, refusal) = (nil, nil) }
            return refusal != nil
        }

        /// A list or watch failed. Returns what is told for the first time.
        mutating func fail(_ error: KubeError) -> (isNews: Bool, isNewRefusal: Bool) {
            let isNewRefusal = error.code.isRefusal && refusal != error
            if isNewRefusal { refusal = error }
            defer { lastError = error }
            return (lastError != error, isNewRefusal)
        }
    }

    /// Who is told, on the reflector's task or the client's event loop.
    private struct Listener: Sendable {
        let onRefusal: @Sendable (KubeError?) -> Void
        let onChange: @Sendable (ReflectorChange<Item>) -> Void
    }

    private let source: ReflectorSource<Item>
    private let settings: ReflectorSettings
    private let clock: any Clock<Duration>
    private let chance: @Sendable () -> Double
    private let logger: Logger
    private let state: Mutex<State>

    /// Makes a reflector. Nothing is sent before `run`.
    ///
    /// - Parameters:
    ///   - namespace: `nil`: all namespaces.
    ///   - labelSelector: `app=x,tier!=y`; `nil`: all objects.
    ///   - fieldSelector: `metadata.name=x`; `nil`: all objects.
    ///   - clock: what waits between attempts and measures what a healthy watch is; a test brings its own.
    ///   - project: makes what is kept of an object, `nil` to keep nothing: then it is not in the cache, and is reported as
    ///     deleted if it was. `apiVersion` and `kind` are filled in. Where it throws, that is logged and the old item stays.
    ///     It runs on the event loop: it must not block.
    public convenience init(
        client: KubeClient, resource: KubeResource, namespace: String?, labelSelector: String? = nil,
        fieldSelector: String? = nil, settings: ReflectorSettings = ReflectorSettings(),
        clock: any Clock<Duration> = ContinuousClock(), logger: Logger,
        project: @escaping @Sendable (JSONValue) throws -> Item?
    ) {
        self.init(
            ReflectorSource(
                client: client, resource: resource, namespace: namespace, labelSelector: labelSelector,
                fieldSelector: fieldSelector, project: project), settings: settings, clock: clock,
            chance: { Double.random(in: 0..<1) }, logger: logger)
    }

    /// Makes a reflector.
    ///
    /// - Parameter chance: a random number from 0 up to 1.
    init(
        _ source: ReflectorSource<Item>, settings: ReflectorSettings, clock: any Clock<Duration>,
        chance: @escaping @Sendable () -> Double, logger: Logger
    ) {
        self.source = source
        self.settings = settings
        self.clock = clock
        self.chance = chance
        self.logger = logger
        state = Mutex(State(machine: ReflectorMachine(settings)))
    }

    /// What is known now.
    public var snapshot: ReflectorSnapshot<Item> {
        state.withLock { state in
            ReflectorSnapshot(
                items: state.cache.items, resourceVersion: state.machine.resourceVersion, isSynced: state.isSynced,
                lastContact: state.lastContact, lists: state.lists, watches: state.watches, lastError: state.lastError,
                refusal: state.refusal)
        }
    }

    /// Lists and watches until the task is cancelled; in one task at a time.
    ///
    /// Both closures are called one at a time and in order, on the reflector's task or the client's event loop: they must not
    /// block. The snapshot already has what they are told.
    ///
    /// - Parameters:
    ///   - onRefusal: learns that the server refuses the account (`ReflectorSnapshot.refusal`), and no longer does: `nil`.
    ///   - onChange: takes the changes.
    public func run(
        onRefusal: @escaping @Sendable (KubeError?) -> Void = { _ in },
        onChange: @escaping @Sendable (ReflectorChange<Item>) -> Void
    ) async {
        let census = source.client.census
        let membership = census.join(WatchCensus.Member(look: { [self] in collection }, relist: { [self] in relist() }))
        await run(on: clock, Listener(onRefusal: onRefusal, onChange: onChange))
        census.leave(membership)
    }

    /// Lists anew at once, whatever it waits for or watches, also where it has been refused.
    public func relist() {
        let pause = state.withLock { state in
            state.machine.relist()
            return state.pause
        }
        pause?.cancel()
    }

    private var collection: WatchedCollection {
        let (objects, watches) = state.withLock { ($0.cache.items.count, $0.watches) }
        return WatchedCollection(
            kind: source.resource.kind, namespace: source.namespace ?? "", objects: objects, watches: watches)
    }

    private func run(on clock: some Clock<Duration>, _ listener: Listener) async {
        let start = clock.now
        let now: @Sendable () -> Duration = { start.duration(to: clock.now) }
        // The times of a run before this one mean nothing now.
        state.withLock { $0.machine = ReflectorMachine(settings) }
        while !Task.isCancelled {
            switch state.withLock({ $0.machine.next(at: now(), chance: chance()) }) {
            case .wait(let delay):
                // It throws where the task is cancelled, and the loop goes on.
                await pausing { try? await clock.sleep(until: clock.now.advanced(by: delay), tolerance: nil) }
            case .list: await list(now, listener)
            case .watch(let version, let seconds):
                await pausing { [self] in await watch(from: version, seconds: seconds, now, listener) }
            }
        }
    }

    /// Does what `relist` may end.
    private func pausing(_ pause: @escaping @Sendable () async -> Void) async {
        let task = Task { await pause() }
        let isAsked = state.withLock { state in
            state.pause = task
            return state.machine.isAsked
        }
        if isAsked { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.pause = nil }
    }

    private func list(_ now: @Sendable () -> Duration, _ listener: Listener) async {
        do {
            let list = try await source.list(pageSize: settings.pageSize)
            take(list, at: now(), listener)
        } catch let error where !Task.isCancelled {
            let error = KubeError(reflectorError: error)
            failed(error, "cannot list", listener) { $0.machine.listFailed(error, at: now(), chance: chance()) }
        } catch {}
    }

    private func take(_ list: KubeList<ReadObject<Item>>, at now: Duration, _ listener: Listener) {
        let known = snapshot.resourceVersion
        let taken = state.withLock {
            state -> (outcome: ReflectorCache<Item>.Outcome, isFirst: Bool, wasRefused: Bool)? in
            state.lastContact = .now
            guard state.machine.listed(resourceVersion: list.resourceVersion, at: now, chance: chance()) == .taken
            else { return nil }
            defer { state.isSynced = true }
            state.lists += 1
            return (state.cache.replace(with: list.items), !state.isSynced, state.succeed())
        }
        guard let taken else {
            let error = KubeError(
                .decoding,
                "the server's list is older (\(list.resourceVersion)) than what it told before (\(known)): it is not used"
            )
            failed(error, "cannot trust the list of", listener) { _ in }
            return
        }
        if taken.wasRefused { listener.onRefusal(nil) }
        report(taken.outcome, listener)
        if taken.isFirst { listener.onChange(.synced) }
    }

    private func watch(
        from version: String, seconds: Int, _ now: @escaping @Sendable () -> Duration, _ listener: Listener
    ) async {
        do {
            try await source.watch(from: version, seconds: seconds, grace: settings.watchGrace) { [self] in
                let wasRefused = state.withLock { state in
                    state.machine.watchOpened(at: now())
                    state.watches += 1
                    state.lastContact = .now
                    return state.succeed()
                }
                if wasRefused { listener.onRefusal(nil) }
            } onEvent: { [self] event in
                let outcome = state.withLock { state in
                    state.lastContact = .now
                    state.machine.advanced(to: event.resourceVersion)
                    return state.cache.apply(event)
                }
                report(outcome, listener)
            }
            state.withLock { state in
                state.lastContact = .now
                state.machine.watchEnded(with: nil, at: now(), chance: chance())
            }
        } catch let error where !Task.isCancelled {
            let error = KubeError(reflectorError: error)
            failed(error, "cannot watch", listener) { $0.machine.watchEnded(with: error, at: now(), chance: chance()) }
        } catch {}
    }

    private func report(_ outcome: ReflectorCache<Item>.Outcome, _ listener: Listener) {
        for refusal in outcome.refusals {
            logger.warning("cannot read \(source.resource.kind) \(refusal.name): \(refusal.error)")
        }
        for change in outcome.changes { listener.onChange(change) }
    }

    /// Records a failure. The log has each kind of failure in a row once; the others are for who debugs.
    private func failed(_ error: KubeError, _ what: String, _ listener: Listener, _ record: (inout State) -> Void) {
        let (isNews, isNewRefusal) = state.withLock { state in
            record(&state)
            return state.fail(error)
        }
        logger.log(level: isNews ? .warning : .debug, "\(what) \(source.resource.plural): \(error)")
        if isNewRefusal { listener.onRefusal(error) }
    }
}

extension KubeError {
    /// An error as a reflector shows it.
    fileprivate init(reflectorError error: any Error) {
        self = error as? KubeError ?? KubeError(.transport, "\(error)")
    }
}
