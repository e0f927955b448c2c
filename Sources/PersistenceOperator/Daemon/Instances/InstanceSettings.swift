import WriterSpecs

/// What the controller does for one instance.
public struct InstanceSettings: Sendable {
    /// Whether the controller may change the cluster.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// It does what the plan says.
        case reconcile
        /// It only looks: plans, findings and metrics, with read rights alone.
        case observe
    }

    /// The name in metrics and probes: that of the instance, for a custom resource with its namespace before it.
    public var name: String
    /// The custom resource that is the source, whose status is written; `nil`: another source.
    public var resource: ObjectKey?
    /// The UID of that custom resource.
    public var resourceUID: String?
    /// Whether a custom resource may name another namespace than its own.
    public var allowsOtherNamespaces = false
    /// How the spec is read: the path, images, catalogue and what else the command line gives.
    public var request: SpecRequest
    /// What rendering is asked for.
    public var rendering: RenderSettings
    /// How the bus is looked at.
    public var bus: BusSettings
    /// What the plan may do.
    public var planning: PlanSettings
    /// Whether the cluster may be changed.
    public var mode: Mode
    /// The time between two looks at the bus; each is up to a fifth shorter or longer.
    public var busInterval: Duration

    /// Makes settings.
    public init(
        request: SpecRequest, rendering: RenderSettings, bus: BusSettings, planning: PlanSettings,
        mode: Mode = .reconcile, busInterval: Duration = .seconds(30)
    ) {
        name = planning.instance
        self.request = request
        self.rendering = rendering
        self.bus = bus
        self.planning = planning
        self.mode = mode
        self.busInterval = busInterval
    }
}
