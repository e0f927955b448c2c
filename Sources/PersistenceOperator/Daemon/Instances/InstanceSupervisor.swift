import FoundationEssentials
import KubeClient
import Logging

/// Runs the controllers of all instances side by side: one that fails or takes long delays no other.
actor InstanceSupervisor {
    private struct Member {
        let controller: InstanceController
        let source: PushedSpecSource?
        let uid: String
        /// The end of the one that had the name before: it begins nothing earlier.
        let predecessor: Task<Void, Never>?
        let following: Task<Void, Never>
        var reconciling: Task<Void, Never>?
    }

    private let origin: SpecOrigin
    private let template: InstanceSettings
    private let client: KubeClient
    private let registry: CacheRegistry
    private let busWatch: BusWatch
    private let fence: WriteFence
    private let board: ObservationBoard?
    private let metrics: DaemonMetrics
    private let runID: String
    private let logger: Logger
    private var members: [ObjectKey: Member] = [:]
    /// Those that are gone and whose last writes may be under way; of each name the last.
    private var endings: [ObjectKey: (controller: InstanceController, task: Task<Void, Never>)] = [:]
    private var mayReconcile = false
    private var isTakingOver = false
    private var rosters: [ResourceRoster] = []

    /// Makes a supervisor; nothing is read yet.
    ///
    /// - Parameters:
    ///   - template: The settings of every instance; custom resources bring names and namespaces of their own.
    ///   - board: Shows what is found; `nil`: it is written to the cluster.
    init(
        origin: SpecOrigin, template: InstanceSettings, client: KubeClient, fence: WriteFence, board: ObservationBoard?,
        metrics: DaemonMetrics, runID: String, logger: Logger
    ) {
        self.origin = origin
        self.template = template
        self.client = client
        registry = CacheRegistry(
            client: client, rollTriggers: template.planning.rollTriggers, logger: logger)
        busWatch = BusWatch(
            settings: template.bus, interval: template.busInterval, environment: ProcessInfo.processInfo.environment,
            client: client)
        self.fence = fence
        self.board = board
        self.metrics = metrics
        self.runID = runID
        self.logger = logger
    }

    /// Follows all sources until the task is cancelled.
    func follow() async {
        async let looking: Void = busWatch.run()
        switch origin {
        case .file(let path): add(FileSpecSource(path: path))
        case .configMap(let place): add(ConfigMapSpecSource(place, client: client, logger: logger))
        case .resources(let namespaces): await followResources(namespaces)
        }
        await untilCancelled()
        await looking
        for member in members.values {
            member.following.cancel()
            await member.following.value
        }
    }

    /// Lets all instances make passes until the task is cancelled, and waits for their last writes.
    func reconcile(isTakingOver: Bool) async {
        if isTakingOver { await registry.renew() }
        mayReconcile = true
        self.isTakingOver = isTakingOver
        for key in members.keys { startReconciling(key) }
        await untilCancelled()
        mayReconcile = false
        let tasks = members.values.compactMap(\.reconciling) + endings.values.map(\.task)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        for key in members.keys { members[key]?.reconciling = nil }
    }

    /// Looks at everything anew: credentials, what the server serves, all objects, and the sources.
    func refresh() async {
        logger.notice("everything is looked at anew")
        await client.forgetCredentials()
        await registry.renew()
        // The custom resources and a spec's ConfigMap, whose reflectors go on.
        client.relist()
        await busWatch.reconnect()
        for member in members.values { await member.controller.refresh() }
    }

    /// Rung by nobody: waits for the cancellation alone.
    private func untilCancelled() async {
        let never = Doorbell()
        while !Task.isCancelled { await never.wait(until: nil, clock: ContinuousClock()) }
    }

    /// Why the process is not ready; empty: it is.
    func problems() async -> [String] {
        var problems = rosters.compactMap(\.problem)
        for (_, member) in members.sorted(by: { $0.key < $1.key }) {
            let name = await member.controller.name
            problems += await member.controller.health.problems.map { "\(name): \($0)" }
        }
        return problems
    }

    // MARK: Members

    private func add(_ source: any SpecSource) {
        var settings = template
        settings.request.path = source.name
        settings.planning.driver = source.name
        let key = ObjectKey(kind: "Instance", namespace: "", name: settings.planning.instance)
        start(key, settings, source, uid: "", pushed: nil)
    }

    private func start(
        _ key: ObjectKey, _ settings: InstanceSettings, _ source: any SpecSource, uid: String, pushed: PushedSpecSource?
    ) {
        let controller = InstanceController(
            settings: settings, source: source, registry: registry, busWatch: busWatch, client: client, fence: fence,
            board: board,
            metrics: metrics, runID: runID, logger: logger)
        let predecessor = endings[key]?.task
        members[key] = Member(
            controller: controller, source: pushed, uid: uid, predecessor: predecessor,
            following: Task {
                await predecessor?.value
                await controller.follow()
            })
        if mayReconcile { startReconciling(key) }
    }

    private func startReconciling(_ key: ObjectKey) {
        guard let member = members[key] else { return }
        let isTakingOver = isTakingOver
        members[key]?.reconciling = Task {
            await member.predecessor?.value
            await member.controller.reconcile(isTakingOver: isTakingOver)
        }
    }

    /// Leaves the writers of an instance as they are. What is being written for it is finished by itself: nobody waits for that
    /// but one that is made again under its name, and who ends the process or its leadership.
    private func remove(_ key: ObjectKey) {
        guard let member = members.removeValue(forKey: key) else { return }
        member.following.cancel()
        member.reconciling?.cancel()
        endings[key] = (member.controller, Task { await self.end(member, key) })
    }

    private func end(_ member: Member, _ key: ObjectKey) async {
        await member.reconciling?.value
        await member.following.value
        metrics.forget(instance: await member.controller.name)
        board?.forget(await member.controller.name)
        logger.notice(
            "the resource is gone, and its writers are left alone",
            metadata: ["instance": "\(key.namespace)/\(key.name)"]
        )
        if endings[key]?.controller === member.controller { endings[key] = nil }
    }

    // MARK: Custom resources

    private func followResources(_ namespaces: [String]?) async {
        let (news, continuation) = AsyncStream.makeStream(of: ResourceRoster.News.self)
        rosters = (namespaces.map { $0.map(Optional.some) } ?? [nil]).map { namespace in
            ResourceRoster(namespace, client: client, logger: logger)
        }
        await withTaskGroup(of: Void.self) { group in
            for roster in rosters { group.addTask { await roster.run { continuation.yield($0) } } }
            group.addTask {
                for await news in news { await self.take(news) }
            }
        }
        continuation.finish()
    }

    private func take(_ news: ResourceRoster.News) {
        switch news {
        case .readings(let readings): for (key, reading) in readings { members[key]?.source?.push(reading) }
        case .changed(let new):
            let key = new.key
            if let member = members[key], member.uid != new.uid { remove(key) }
            if members[key] == nil { add(new, key) }
            members[key]?.source?.push(new.reading)
        case .gone(let last):
            let key = last.key
            guard members[key]?.uid == last.uid else { return }
            remove(key)
        }
    }

    private func add(_ resource: BackgroundPersistence, _ key: ObjectKey) {
        let source = PushedSpecSource(name: "\(resource.key)")
        start(key, template.settings(of: resource), source, uid: resource.uid, pushed: source)
    }
}
