import BusClients
import Documents
import FoundationEssentials
import KubeClient
import WriterSpecs

/// `operator explain`: one writer, from the line of its spec to its objects, its pods and the bus. Only reads.
public struct ExplainJob: Sendable {
    /// How the explanation is shown.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// For people: one screen.
        case text
        /// As data.
        case json
    }

    private let writer: String
    private let settings: InstanceSettings
    private let asksBus: Bool

    /// Makes a job.
    ///
    /// - Parameters:
    ///   - writer: The writer's name.
    ///   - settings: With a spec's path, that of the spec; with an empty one, what the source in the cluster is read with.
    ///   - asksBus: Whether the bus is looked at although a controller reports of it.
    public init(writer: String, settings: InstanceSettings, asksBus: Bool) {
        self.writer = writer
        self.settings = settings
        self.asksBus = asksBus
    }

    /// Explains.
    ///
    /// - Throws: `UsageError` where there is no such writer, or nobody knows where its spec is; `SpecRejection` where its
    ///   spec has errors as a whole; `KubeError`.
    public func run(on connection: ClusterConnection, format: Format) async throws -> String {
        let explanation = try await explain(on: connection)
        return switch format {
        case .text: explanation.text(now: Date())
        case .json: explanation.json.text(pretty: true) + "\n"
        }
    }

    private func explain(on connection: ClusterConnection) async throws -> WriterExplanation {
        let locator = SpecLocator(client: connection.client, settings: settings)
        let found = try await locator.find(writer, namespace: settings.request.namespace ?? connection.namespace)
        guard let spec = found.spec.reading.resolved else { throw SpecRejection(spec: found.spec) }
        let reported = found.report?.writers.first { $0["name"]?.string == writer }
        let asksBus = asksBus || reported == nil

        var planning = found.settings.planning
        var bus = found.settings.bus
        if !asksBus { bus.check = .skip }
        planning.busCheck = bus.check
        let reconciler = connection.reconciler(
            settings: planning, rendering: found.settings.rendering, catalogue: found.spec.catalogue, bus: bus)
        async let pods = PodSighting.all(
            of: writer, instance: planning.instance, namespace: spec.namespace, client: connection.client)
        let planned = try await reconciler.plan(spec)
        let subject = Subject(name: writer, spec: spec, loaded: found.spec, positions: found.hasPositions)
        let objects = WriterExplanation.objects(of: writer, in: planned.plan)
        let sightings = try await pods
        let live = planned.planner.live.objects
        guard let seen = subject.status(objects, sightings, live) else { throw subject.unknown(in: found) }
        let status = seen.reported(as: reported)
        return WriterExplanation(
            writer: writer, instance: planning.instance, namespace: spec.namespace, source: found.spec.source,
            driver: found.report?.driver, status: status, lastChange: reported?["lastChange"],
            settings: subject.writer.map { WriterExplanation.settings(of: $0, origin: subject.origin) } ?? [],
            findings: subject.findings, objects: objects.map { $0.held(as: status) }, pods: sightings,
            endpoints: subject.writer.map { writer in
                asksBus
                    ? WriterExplanation.endpoints(of: writer, planned.planner.bus, origin: subject.origin)
                    : WriterExplanation.endpoints(of: writer, reported: reported, origin: subject.origin)
            } ?? [],
            seenBy: asksBus ? planned.planner.bus.observer?.description ?? "nobody" : "the controller",
            instanceHolds: planned.plan.steps.filter { $0.writer == nil }.compactMap(\.hold))
    }
}

/// The writer that is explained, as the spec has it.
private struct Subject {
    let name: String
    let spec: ResolvedSpec
    let loaded: LoadedSpec
    /// Whether lines of the source mean something to people: not those of a custom resource, which the server stores.
    let positions: Bool

    /// `nil`: it is at fault, or not in the spec.
    var writer: ResolvedWriter? { spec.writers.first { $0.name == name } }
    private var faulty: FaultyWriter? { spec.faultyWriters.first { $0.name == name } }

    func origin(_ provenance: Provenance) -> String {
        if !positions, case .spec(let path, _) = provenance { return "spec.\(path)" }
        return provenance.description(inFile: loaded.source)
    }

    /// What `operator validate` says of its entry.
    var findings: [String] {
        guard let index = writer?.index ?? faulty?.index else { return [] }
        let text = DiagnosticText(colour: false)
        return loaded.reading.diagnostics.filter { $0.path.hasPrefix("writers[\(index)]") }.map {
            text.line($0, source: loaded.source)
        }
    }

    /// `nil`: neither the spec nor the cluster has the writer.
    func status(
        _ objects: [WriterExplanation.Object], _ pods: [PodSighting], _ live: LiveObjects
    ) -> WriterStatus? {
        let hold = objects.lazy.compactMap(\.hold).first
        if let writer {
            var status = WriterStatus(
                writer, namespace: spec.namespace, hold: hold, trouble: pods.compactMap(\.trouble).min(), live)
            if status.phase == .ready, objects.contains(where: { $0.action.writes }) {
                status.message = "what runs is not what the spec says now"
            }
            return status
        }
        if let faulty { return WriterStatus(faulty) }
        guard let leftover = objects.first else { return nil }
        return WriterStatus(
            name: name, phase: hold == nil ? .progressing : .held, reason: hold?.reason ?? leftover.reason.code,
            message: hold?.message ?? leftover.reason.message, action: hold?.action ?? "", desired: nil, updated: 0,
            available: Int64(pods.count(where: \.isReady)), image: "")
    }

    func unknown(in found: SpecLocator.Found) -> UsageError {
        let names = spec.writers.map(\.name) + spec.faultyWriters.compactMap(\.name)
        return UsageError(
            "no writer '\(name)' is in \(found.spec.source), nor in the namespace '\(spec.namespace)'",
            hint: Suggestions.question(Suggestions.matches(for: name, among: names))
                ?? "operator status -o wide shows all writers")
    }
}

extension WriterExplanation.Object {
    /// The same, held for what its writer is held for.
    fileprivate func held(as status: WriterStatus) -> Self {
        guard status.phase == .held, hold == nil, action.writes else { return self }
        var held = self
        held.hold = Hold(.mayPass, reason: status.reason, message: status.message, action: status.action)
        return held
    }
}

extension WriterStatus {
    /// The same with what the instance's controller says of it, which sees the bus from where the writers do.
    fileprivate func reported(as report: JSONValue?) -> WriterStatus {
        guard let report, let phase = report["phase"]?.string.flatMap(Phase.init) else { return self }
        // What is seen just now is newer, but for holds: the bus was not looked at.
        guard phase == .held, self.phase != .held else { return self }
        var status = self
        status.phase = phase
        status.reason = report["reason"]?.string ?? ""
        status.message = report["message"]?.string ?? ""
        status.action = report["action"]?.string ?? ""
        return status
    }
}
