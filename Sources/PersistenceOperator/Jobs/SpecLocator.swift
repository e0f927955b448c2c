import Documents
import KubeClient
import WriterSpecs

/// Finds the spec of a writer: in the file that somebody names, else where the instance's controller has it from.
struct SpecLocator {
    /// A spec, and the instance that it is of.
    struct Found {
        var spec: LoadedSpec
        /// With what the instance's source says of names and namespaces.
        var settings: InstanceSettings
        /// What the cluster says of the instance; `nil`: nothing.
        var report: InstanceReport?
        /// Whether lines of the source mean something to people.
        var hasPositions: Bool
    }

    let client: KubeClient
    /// With a spec's path, or an empty one.
    let settings: InstanceSettings

    /// Finds the spec.
    ///
    /// - Parameter namespace: Where instances are looked for.
    /// - Throws: `UsageError` where nobody knows where the spec is; `KubeError`.
    func find(_ writer: String, namespace: String) async throws -> Found {
        guard settings.request.path.isEmpty else { return try await inFile() }
        let reports = try await StatusJob(client: client, namespace: namespace).run().instances
        guard let report = Self.choose(reports, writer: writer, instance: settings.planning.instance) else {
            throw UsageError(
                "no instance of the namespace '\(namespace)' has a writer '\(writer)'",
                hint: "see operator status -A, and name the namespace with -n; or name the spec with -f")
        }
        guard let driver = report.driver, let source = RecordedSource(driver),
            let reading = try await source.read(client)
        else {
            let who = report.driver.map { "is driven from '\($0)', which only its controller can read" }
            throw UsageError(
                "the instance '\(report.instance)' \(who ?? "is applied by commands")", hint: "name its spec with -f")
        }
        var settings = settings
        settings.planning.instance = report.instance
        settings.rendering.instance = report.instance
        settings.planning.driver = driver
        settings.planning.pause = reading.pause
        settings.rendering.owner = reading.owner
        settings.planning.looksElsewhere = false
        settings.request.path = driver
        settings.request.keepsGoing = true
        switch reading.content {
        case .failure(let error):
            throw UsageError("\(error.source): \(error.message)", hint: "mend it, or name the spec with -f")
        case .success(let bytes):
            let isResource = if case .resource = source { true } else { false }
            if isResource { settings.request.format = .json }
            return Found(
                spec: try SpecLoader.load(settings.request, bytes: bytes), settings: settings, report: report,
                hasPositions: !isResource)
        }
    }

    private func inFile() async throws -> Found {
        var settings = settings
        settings.request.keepsGoing = true
        let spec = try SpecLoader.load(settings.request)
        var report: InstanceReport?
        if let namespace = spec.reading.resolved?.namespace {
            let reports = try await StatusJob(client: client, namespace: namespace).run().instances
            report = reports.first { [instance = settings.planning.instance] in $0.instance == instance }
        }
        settings.planning.driver = report?.driver
        settings.planning.looksElsewhere = false
        return Found(spec: spec, settings: settings, report: report, hasPositions: true)
    }

    /// The instance that says it has the writer; else the one that is asked for by name, or the only one.
    static func choose(_ reports: [InstanceReport], writer: String, instance: String) -> InstanceReport? {
        let named = reports.filter { $0.instance == instance }
        if instance != RenderSettings.defaultInstance { return named.first }
        return reports.first { $0.writers.contains { $0["name"]?.string == writer } } ?? named.first
            ?? (reports.count == 1 ? reports.first : nil)
    }
}
