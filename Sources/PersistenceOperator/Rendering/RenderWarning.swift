import WriterSpecs

/// Something that was rendered otherwise than the spec says, or that somebody should look at.
public struct RenderWarning: Hashable, Sendable {
    /// A stable code, PascalCase as Kubernetes' reasons: `AutoscalerMinimumRaised`.
    public var reason: String
    /// What and why, in one sentence without a full stop.
    public var message: String
    /// The field that it is about.
    public var provenance: Provenance

    /// Makes a warning.
    public init(reason: String, message: String, provenance: Provenance) {
        self.reason = reason
        self.message = message
        self.provenance = provenance
    }
}
