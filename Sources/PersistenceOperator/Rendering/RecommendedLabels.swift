import Documents
import KubeClient
import WriterSpecs

extension OperatorLabels {
    /// The labels by which a writer's pods are selected. They hold nothing that can change while the writer exists,
    /// since a Deployment's selector cannot change.
    public static func selector(instance: String, writer: String) -> [String: String] {
        [Self.instance: instance, Self.writer: writer]
    }

    /// A label selector of a writer's pods.
    static func selectorValue(instance: String, writer: String) -> JSONValue {
        ["matchLabels": .object(JSONObject(selector(instance: instance, writer: writer).mapValues(JSONValue.string)))]
    }

    /// The labels of a writer's objects and pods: the selector, and those that Kubernetes recommends.
    static func node(of writer: ResolvedWriter, settings: RenderSettings) -> ManifestNode {
        var labels = shared(settings: settings)
        let identity = Provenance.operatorDefault("labels")
        labels[Self.writer] = .leaf(.string(writer.name), nameProvenance(of: writer))
        labels["app.kubernetes.io/name"] = .leaf(.string(writer.name), nameProvenance(of: writer))
        labels["app.kubernetes.io/component"] = .leaf(
            .string(labelValue(writer.type.name.lowercased().replacing("_", with: "-"))), identity)
        if let version = writer.spec.version, !labelValue(version).isEmpty {
            labels["app.kubernetes.io/version"] = .leaf(
                .string(labelValue(version)), writer.spec.positions.provenance(of: "version"))
        }
        return .map(labels)
    }

    /// The labels of an object that all writers share.
    static func shared(settings: RenderSettings) -> [String: ManifestNode] {
        let identity = Provenance.operatorDefault("labels")
        let instance = ManifestNode.leaf(.string(settings.instance), settings.instanceProvenance)
        return [
            Self.instance: instance,
            "app.kubernetes.io/instance": instance,
            "app.kubernetes.io/managed-by": .leaf("persistence-operator", identity),
            "app.kubernetes.io/part-of": .leaf("background-persistence", identity),
        ]
    }

    /// Where the name comes from: the field, or the type where the field is empty.
    static func nameProvenance(of writer: ResolvedWriter) -> Provenance {
        let isGiven = !(writer.spec.name ?? "").isEmpty
        return writer.spec.positions.provenance(of: isGiven ? "name" : "bus_subscriber_type")
    }

    /// The text as a label value: what is not allowed becomes `_`, as Helm writes versions; at most 63 characters, with
    /// a letter or digit at both ends.
    static func labelValue(_ text: String) -> String {
        let allowed = text.unicodeScalars.map { scalar in
            isAlphanumeric(scalar) || scalar == "-" || scalar == "_" || scalar == "." ? scalar : "_"
        }
        var rest = allowed[...].drop { !isAlphanumeric($0) }.prefix(63)
        while let last = rest.last, !isAlphanumeric(last) { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }
}
