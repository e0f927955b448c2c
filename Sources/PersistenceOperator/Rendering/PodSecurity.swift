import Documents
import WriterSpecs

/// The security context that each level gives pods and containers.
enum PodSecurity {
    /// Of the pod.
    static func pod(_ settings: RenderSettings) -> ManifestNode? {
        guard settings.podSecurity != .none else { return nil }
        let provenance = settings.podSecurityProvenance
        var context: [String: ManifestNode] = [
            "seccompProfile": .map(["type": .leaf("RuntimeDefault", provenance)])
        ]
        if settings.podSecurity == .restricted { context["runAsNonRoot"] = .leaf(true, provenance) }
        return .map(context)
    }

    /// Of the writer's container.
    static func container(_ settings: RenderSettings) -> ManifestNode? {
        guard settings.podSecurity != .none else { return nil }
        let provenance = settings.podSecurityProvenance
        var context: [String: ManifestNode] = ["allowPrivilegeEscalation": .leaf(false, provenance)]
        if settings.podSecurity == .restricted { context["capabilities"] = .map(["drop": .leaf(["ALL"], provenance)]) }
        return .map(context)
    }
}
