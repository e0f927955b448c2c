import Documents
import KubeClient
import WriterSpecs

/// A Kubernetes object as the operator wants it: exactly the fields that it manages.
public struct RenderedObject: Hashable, Sendable {
    /// `apps/v1`, `policy/v1`, …
    public var apiVersion: String
    /// `Deployment`, `PodDisruptionBudget`, `HorizontalPodAutoscaler` or `Secret`.
    public var kind: String
    /// The namespace.
    public var namespace: String
    /// The name.
    public var name: String
    /// The whole object, with `apiVersion`, `kind` and `metadata`. A Deployment's `spec.replicas` is left out: the plan
    /// decides it.
    public var body: JSONValue
    /// Where each leaf of `body` comes from, kept beside the object. A path that is not in it has the provenance of its
    /// longest prefix that is.
    public var provenance: [FieldPath: Provenance]

    /// Makes an object.
    public init(
        apiVersion: String, kind: String, namespace: String, name: String, body: JSONValue,
        provenance: [FieldPath: Provenance]
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.body = body
        self.provenance = provenance
    }
}

/// All objects of one writer.
public struct RenderedWriter: Sendable {
    /// The writer.
    public var writer: ResolvedWriter
    /// Its objects: the Deployment first, in the order in which they are applied.
    public var objects: [RenderedObject]
    /// The number of replicas that the spec asks for; `nil`: none given (0 counts as none).
    public var specReplicas: Int64?
    /// Whether an autoscaler of ours drives the number of replicas.
    public var hasAutoscaler: Bool
    /// What the render held back, for example `hpa_max_replicas: 0`: the writer is not applied.
    public var hold: RenderHold?
    /// What was rendered otherwise than the spec says.
    public var warnings: [RenderWarning]
    /// Objects that the spec asks for and that cannot be made: they are held as they are, and the writer is applied without.
    public var heldParts: [HeldPart] = []

    /// An object that cannot be made.
    public struct HeldPart: Hashable, Sendable {
        /// Its kind.
        public var kind: String
        /// The API version that it would have.
        public var apiVersion: String
        /// Why.
        public var hold: RenderHold
    }

    /// Makes a rendered writer.
    public init(
        writer: ResolvedWriter, objects: [RenderedObject], specReplicas: Int64?, hasAutoscaler: Bool, hold: RenderHold?,
        warnings: [RenderWarning] = []
    ) {
        self.writer = writer
        self.objects = objects
        self.specReplicas = specReplicas
        self.hasAutoscaler = hasAutoscaler
        self.hold = hold
        self.warnings = warnings
    }
}

/// Why a writer cannot be expressed in Kubernetes objects.
public struct RenderHold: Error, Hashable, Sendable {
    /// A stable code, PascalCase as Kubernetes' reasons: `AutoscalerMaximumZero`.
    public var reason: String
    /// What is wrong and what to do.
    public var message: String

    /// Makes a hold.
    public init(reason: String, message: String) {
        self.reason = reason
        self.message = message
    }
}
