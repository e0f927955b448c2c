import WriterSpecs

/// What the one-shot jobs of a plan share.
public struct JobSettings: Sendable {
    /// The spec's name, as the user gave it: the file of every position.
    public var source: String
    /// What is known of writer types.
    public var catalogue: Catalogue
    /// What rendering is asked for.
    public var rendering: RenderSettings
    /// How the bus is looked at.
    public var bus: BusSettings
    /// What the plan may do.
    public var planning: PlanSettings
    /// How the result is shown.
    public var format: PlanFormat
    /// Whether text is coloured.
    public var isColoured: Bool

    /// Makes settings.
    public init(
        source: String, catalogue: Catalogue, rendering: RenderSettings, bus: BusSettings, planning: PlanSettings,
        format: PlanFormat, isColoured: Bool
    ) {
        self.source = source
        self.catalogue = catalogue
        self.rendering = rendering
        self.bus = bus
        self.planning = planning
        self.format = format
        self.isColoured = isColoured
    }

    /// A plan in the format that was asked for.
    func text(of plan: Plan) -> String {
        switch format {
        case .text: PlanText(specName: source, isColoured: isColoured).text(plan)
        case .json: PlanJSON(specName: source).text(of: PlanJSON(specName: source).value(plan))
        }
    }

    /// A reconciler on a connection.
    func reconciler(on connection: ClusterConnection) -> Reconciler {
        connection.reconciler(settings: planning, rendering: rendering, catalogue: catalogue, bus: bus)
    }
}
