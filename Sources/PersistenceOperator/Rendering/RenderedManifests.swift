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
    /// The writers that Kubernetes cannot express, which have no objects here; and those of which a part cannot be made.
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
                holds += rendered.heldParts.map { Note(writer: writer.name, content: $0.hold) }
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

    /// How manifests are shown.
    public enum Format: String, Sendable, CaseIterable {
        /// A stream of YAML documents.
        case yaml
        /// One JSON document, a `v1` `List`.
        case json
    }

    /// The manifests, with a line break at their end; of no objects an empty YAML stream or list.
    ///
    /// - Throws: `YAMLWritingError` where libyaml has no memory left.
    public func text(_ format: Format) throws(YAMLWritingError) -> String {
        switch format {
        case .yaml: return objects.isEmpty ? "" : try YAMLWriter.text(of: objects.map(\.body))
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects.map(\.body))]
            return list.text(pretty: true) + "\n"
        }
    }

    /// Every field of every object with its provenance, one a line; values of variables whose names look secret are
    /// hidden.
    ///
    /// - Parameter file: The spec's name as the user gave it.
    public func explanation(file: String) -> String {
        var text = ""
        for object in objects {
            text += "\(object.kind) \(object.namespace)/\(object.name) (\(object.apiVersion))\n"
            for leaf in object.leaves() {
                let origin = object.provenance(of: leaf.path)?.description(inFile: file) ?? "unknown"
                let value = SecretFields.isSecret(leaf.path, holding: leaf.value) ? "(hidden)" : leaf.value.text()
                text += "  \(leaf.path) = \(value)  # \(origin)\n"
            }
        }
        return text
    }

    /// What is said beside the manifests, one line each: Secrets left out, warnings, holds.
    public var notes: String {
        let secrets = omittedSecrets.map { "note: Secret \($0) is left out; reconcile makes it\n" }
        let warnings = warnings.map { "warning: \($0.writer): \($0.content.message) [\($0.content.reason)]\n" }
        let holds = holds.map { "held: \($0.writer): \($0.content.message) [\($0.content.reason)]\n" }
        return (secrets + warnings + holds).joined()
    }
}
