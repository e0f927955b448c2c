import Documents
import FoundationEssentials
import KubeClient
import WriterSpecs

/// The Secret that carries `autodiscover_key` to all writers of an instance.
enum SecretManifest {
    /// The key within the Secret.
    static let autodiscoverKey = "autodiscover-key"

    /// What the names of all instances' Secrets end with.
    static let nameSuffix = "-autodiscover"

    /// The Secret's name.
    static func name(instance: String) -> String { "\(instance)\(nameSuffix)" }

    /// The Secret, or `nil` where the spec has no key.
    static func node(of spec: ResolvedSpec, settings: RenderSettings) -> ManifestNode? {
        guard let key = spec.document.autodiscoverKey, !key.isEmpty else { return nil }
        let encoded = Data(key.utf8).base64EncodedString()
        let provenance = spec.document.positions.provenance(of: "autodiscover_key")
        return .map([
            "type": .leaf("Opaque", .operatorDefault("secret")),
            "metadata": .map(["labels": .map(OperatorLabels.shared(settings: settings))]),
            "data": .map([autodiscoverKey: .leaf(.string(encoded), provenance)]),
        ])
    }
}
