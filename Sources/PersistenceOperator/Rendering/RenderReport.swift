import WriterSpecs

/// What `operator render` prints, and how it ends.
public struct RenderReport: Sendable {
    /// The manifests.
    public let manifests: RenderedManifests
    private let spec: LoadedSpec
    private let faultyWriters: [FaultyWriter]

    /// Renders a spec.
    ///
    /// - Parameter explains: Whether `explanation` is asked for: provenance costs as much as all else.
    /// - Throws: `SpecRejection` where the spec has errors.
    public init(
        spec: LoadedSpec, settings: RenderSettings, apiVersions: APIVersions, explains: Bool
    ) throws(SpecRejection) {
        let resolved = try spec.resolved()
        var settings = settings
        settings.recordsProvenance = explains
        self.spec = spec
        faultyWriters = resolved.faultyWriters
        manifests = RenderedManifests(
            of: resolved, with: Renderer(settings: settings, catalogue: spec.catalogue, apiVersions: apiVersions))
    }

    /// Every field with where it comes from.
    public var explanation: String { manifests.explanation(file: spec.source) }

    /// For standard error: the findings about the spec, what was left out, warnings and holds.
    public var notes: String { spec.findings(colour: Console.Stream.error.allowsColour) + manifests.notes }

    /// 0, or 2 where a writer is held or at fault.
    public var exitStatus: ExitStatus { manifests.holds.isEmpty && faultyWriters.isEmpty ? .success : .held }
}
