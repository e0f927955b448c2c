import Documents
import WriterSpecs

/// The security context that each level gives pods and containers.
enum PodSecurity {
    /// Of the pod.
    static func pod(_ level: PodSecurityLevel) -> ManifestNode? {
        guard level != .none else { return nil }
        var context: [String: ManifestNode] = [
            "seccompProfile": .map(["type": .leaf("RuntimeDefault", provenance(level))])
        ]
        if level == .restricted { context["runAsNonRoot"] = .leaf(true, provenance(level)) }
        return .map(context)
    }

    /// Of the writer's container.
    static func container(_ level: PodSecurityLevel) -> ManifestNode? {
        guard level != .none else { return nil }
        var context: [String: ManifestNode] = ["allowPrivilegeEscalation": .leaf(false, provenance(level))]
        if level == .restricted { context["capabilities"] = .map(["drop": .leaf(["ALL"], provenance(level))]) }
        return .map(context)
    }

    private static func provenance(_ level: PodSecurityLevel) -> Provenance {
        .option("--pod-security \(level.rawValue)")
    }
}
