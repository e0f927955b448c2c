import HTTPTransport
import KubeClient
import WriterSpecs

/// The metrics of the controller. All names begin with `persistence_operator_`.
public struct DaemonMetrics: Sendable {
    /// The values.
    public let registry: MetricRegistry

    static let seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    static let reconciles = Metric(
        "persistence_operator_reconciles_total", .counter, "Passes over an instance, by how they ended.")
    static let reconcileDuration = Metric(
        "persistence_operator_reconcile_duration_seconds", .histogram(seconds), "How long passes took.")
    static let writes = Metric(
        "persistence_operator_writes_total", .counter, "Writes that the API server accepted, by kind and verb.")
    static let requests = Metric(
        "persistence_operator_api_requests_total", .counter,
        "Requests to the API server, retries included, by method and purpose: watch, lease, or work.")
    static let responses = Metric(
        "persistence_operator_api_responses_total", .counter,
        "Responses of the API server, by method, code and purpose.")
    static let inFlight = Metric(
        "persistence_operator_api_requests_in_flight", .gauge,
        "Requests to the API server that are under way, by purpose: a watch is one.")
    static let events = Metric("persistence_operator_events_total", .counter, "Events that were written, by reason.")
    static let watchRestarts = Metric(
        "persistence_operator_watch_restarts_total", .counter,
        "Watches that were begun, by namespace (empty: all) and kind.")
    static let cacheObjects = Metric(
        "persistence_operator_cache_objects", .gauge, "Objects in the watch caches, by namespace (empty: all) and kind."
    )
    static let queueDepth = Metric(
        "persistence_operator_queue_depth", .gauge, "Causes that wait for a pass, by instance.")
    static let writersByPhase = Metric("persistence_operator_writers", .gauge, "Writers of an instance, by phase.")
    static let specValid = Metric(
        "persistence_operator_spec_valid", .gauge, "Whether what the source holds is the spec in force: 1, else 0.")
    static let specInfo = Metric(
        "persistence_operator_spec_info", .gauge, "Always 1; the revision of the spec in force is a label.")
    static let leader = Metric(
        "persistence_operator_leader", .gauge,
        "Whether this process may write: 1, else 0; by mode, since who only looks never may.")
    static let build = Metric("persistence_operator_build_info", .gauge, "Always 1; the version is a label.")

    /// Makes metrics without values but for the version.
    public init(registry: MetricRegistry = MetricRegistry()) {
        self.registry = registry
        registry.set(Self.build, [("version", OperatorVersion.current)], to: 1)
    }

    func countWrite(kind: String, verb: String) {
        registry.add(to: Self.writes, [("kind", kind), ("verb", verb)])
    }

    func countPass(instance: String, ending: String, took: Duration) {
        registry.add(to: Self.reconciles, [("instance", instance), ("result", ending)])
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        registry.observe(seconds, in: Self.reconcileDuration, [("instance", instance)])
    }
}

extension DaemonMetrics {
    /// Shows which revision of the spec is in force.
    func show(revision: String, instance: String) {
        registry.replace(
            Self.specInfo, having: ("instance", instance),
            with: [([("instance", instance), ("revision", revision)], 1)])
    }

    /// This process makes no passes over an instance any more: another one tells how its writers are, and looks at the bus.
    func forgetWork(instance: String) {
        for metric in [Self.writersByPhase, Self.queueDepth] + Self.ofBus {
            registry.replace(metric, having: ("instance", instance), with: [])
        }
    }

    /// An instance is gone.
    func forget(instance: String) { registry.remove(having: ("instance", instance)) }

    /// Shows how many writers are in each phase.
    func show(_ status: InstanceStatus, instance: String) {
        for phase in WriterStatus.Phase.allCases {
            registry.set(
                Self.writersByPhase, [("instance", instance), ("phase", phase.rawValue.lowercased())],
                to: Double(status.count(phase)))
        }
    }

    /// Shows whether this process may write.
    func show(mayWrite: Bool, mode: InstanceSettings.Mode) {
        registry.set(Self.leader, [("mode", mode.rawValue)], to: mayWrite ? 1 : 0)
    }

    /// Shows what the watch caches hold.
    func show(_ collections: [WatchedCollection]) {
        for collection in collections {
            let labels = [("namespace", collection.namespace), ("kind", collection.kind)]
            registry.set(Self.cacheObjects, labels, to: Double(collection.objects))
            registry.set(Self.watchRestarts, labels, to: Double(collection.watches))
        }
    }
}

extension DaemonMetrics {
    static let processorSeconds = Metric(
        "persistence_operator_process_cpu_seconds_total", .counter, "Processor time that the process has used.")
    static let residentBytes = Metric(
        "persistence_operator_process_resident_memory_bytes", .gauge, "Resident memory of the process.")
    static let descriptors = Metric(
        "persistence_operator_process_open_fds", .gauge, "Open file descriptors of the process.")
    static let lostLogLines = Metric(
        "persistence_operator_log_lines_lost_total", .counter, "Log lines that nobody read: standard error was blocked."
    )
    static let connections = Metric(
        "persistence_operator_api_connections_total", .counter, "Connections to the API server that were opened.")

    /// Shows what was sent to the API server.
    ///
    /// - Parameter purpose: `work`, `watch` or `lease`: each on connections of its own.
    func show(_ statistics: HTTPClientStatistics, purpose: String) {
        for (method, count) in statistics.requestsStarted {
            registry.set(Self.requests, [("method", method.rawValue), ("purpose", purpose)], to: Double(count))
        }
        for (response, count) in statistics.responses {
            registry.set(
                Self.responses,
                [("method", response.method.rawValue), ("code", String(response.status)), ("purpose", purpose)],
                to: Double(count))
        }
        registry.set(Self.inFlight, [("purpose", purpose)], to: Double(statistics.inFlight))
        registry.set(Self.connections, [("purpose", purpose)], to: Double(statistics.connectionsOpened))
    }

    static let logsDropped = Metric(
        "persistence_operator_otlp_log_records_dropped_total", .counter,
        "Log records that were not exported, by reason: overflow, or refused by the receiver.")

    /// Shows what became of log records.
    func show(_ outbox: LogOutbox) {
        let (overflowed, refused) = outbox.withQueue { ($0.overflowed, $0.refused) }
        registry.set(Self.logsDropped, [("reason", "overflow")], to: Double(overflowed))
        registry.set(Self.logsDropped, [("reason", "refused")], to: Double(refused))
    }

    /// Shows what the process uses.
    func showProcess() {
        registry.set(Self.lostLogLines, to: Double(LogSink.standardError.lostLines))
        guard let usage = ProcessUsage.now() else { return }
        registry.set(Self.processorSeconds, to: usage.processorSeconds)
        registry.set(Self.residentBytes, to: usage.residentBytes)
        registry.set(Self.descriptors, to: Double(usage.descriptors))
    }
}
