import Documents
import KubeClient
import WriterSpecs

/// All objects of a spec as manifests that `kubectl` could apply: what `operator render` prints.
///
/// There is no cluster, so a Deployment has the spec's own number of replicas, unless an autoscaler of ours drives it.
/// Secrets are left out: their values do not belong in files, and a redacted one would destroy the real one if applied.
public struct RenderedManifests: Sendable {
    /// Something about one writer.
    public struct Note<Content: Sendable>: Sendable {
        /// The writer's name.
        public var writer: String
        /// What there is to say.
        public var content: Content
    }

    /// The objects, writer by writer in document order.
    public private(set) var objects: [RenderedObject] = []
    /// The names of the Secrets that were left out.
    public private(set) var omittedSecrets: [String] = []
    /// The writers that Kubernetes cannot express; they have no objects here.
    public private(set) var holds: [Note<RenderHold>] = []
    /// What was rendered otherwise than the spec says.
    public private(set) var warnings: [Note<RenderWarning>] = []

    /// Renders all writers of a spec.
    public init(of spec: ResolvedSpec, with renderer: Renderer) {
        omittedSecrets = renderer.sharedObjects(of: spec).filter { $0.kind == "Secret" }.map(\.name)
        for writer in spec.writers {
            let rendered = renderer.render(writer, of: spec)
            warnings += rendered.warnings.map { Note(writer: writer.name, content: $0) }
            if let hold = rendered.hold {
                holds.append(Note(writer: writer.name, content: hold))
            } else {
                objects += rendered.objects.map { Self.withReplicas($0, of: rendered) }
            }
        }
    }

    private static func withReplicas(_ object: RenderedObject, of rendered: RenderedWriter) -> RenderedObject {
        guard object.kind == "Deployment", !rendered.hasAutoscaler, let replicas = rendered.specReplicas else {
            return object
        }
        var object = object
        object.body["spec"]?["replicas"] = .integer(replicas)
        if !object.provenance.isEmpty {
            object.provenance[FieldPath([.field("spec"), .field("replicas")])] =
                rendered.writer.spec.positions.provenance(of: "default_replica_count")
        }
        return object
    }

    /// The objects as one JSON document, a `v1` `List`, indented.
    public var json: [UInt8] {
        let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects.map(\.body))]
        return list.serialized(pretty: true) + [UInt8(ascii: "\n")]
    }

    /// Every field of every object with its provenance, one a line; `file` is the spec's name as the user gave it.
    public func explanation(file: String) -> String {
        var text = ""
        for object in objects {
            text += "\(object.kind) \(object.namespace)/\(object.name) (\(object.apiVersion))\n"
            for leaf in object.leaves() {
                let origin = object.provenance(of: leaf.path)?.description(inFile: file) ?? "unknown"
                text += "  \(leaf.path) = \(leaf.value.text())  # \(origin)\n"
            }
        }
        return text
    }
}
