/// A kind of object and where the API server serves it.
public struct KubeResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version within the group: `v1`, `v1beta1`, …
    public var version: String
    /// The name in URLs: `deployments`.
    public var plural: String
    /// The `kind` in objects: `Deployment`.
    public var kind: String
    /// Whether its objects are in namespaces.
    public var isNamespaced: Bool

    /// Makes a resource.
    public init(group: String, version: String, plural: String, kind: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    /// `apps/v1`, or `v1` in the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The same resource in another version of its group.
    public func served(as version: String) -> KubeResource {
        var copy = self
        copy.version = version
        return copy
    }
}

extension KubeResource {
    /// apps/v1 Deployments.
    public static let deployments = KubeResource(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment")
    /// apps/v1 ReplicaSets.
    public static let replicaSets = KubeResource(
        group: "apps", version: "v1", plural: "replicasets", kind: "ReplicaSet")
    /// policy/v1 PodDisruptionBudgets; before 1.21 only `v1beta1` is served, see `ServerDiscovery.newest`.
    public static let podDisruptionBudgets = KubeResource(
        group: "policy", version: "v1", plural: "poddisruptionbudgets", kind: "PodDisruptionBudget")
    /// autoscaling/v2 HorizontalPodAutoscalers; before 1.23 only `v2beta2` is served, see `ServerDiscovery.newest`.
    public static let horizontalPodAutoscalers = KubeResource(
        group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers", kind: "HorizontalPodAutoscaler")
    /// KEDA's ScaledObjects.
    public static let scaledObjects = KubeResource(
        group: "keda.sh", version: "v1alpha1", plural: "scaledobjects", kind: "ScaledObject")
    /// KEDA's TriggerAuthentications: the logins of what ScaledObjects look at.
    public static let triggerAuthentications = KubeResource(
        group: "keda.sh", version: "v1alpha1", plural: "triggerauthentications", kind: "TriggerAuthentication")
    /// Pods.
    public static let pods = core("pods", "Pod")
    /// Secrets.
    public static let secrets = core("secrets", "Secret")
    /// ConfigMaps.
    public static let configMaps = core("configmaps", "ConfigMap")
    /// ServiceAccounts.
    public static let serviceAccounts = core("serviceaccounts", "ServiceAccount")
    /// coordination.k8s.io/v1 Leases.
    public static let leases = KubeResource(
        group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease")
    /// events.k8s.io/v1 Events.
    public static let events = KubeResource(group: "events.k8s.io", version: "v1", plural: "events", kind: "Event")
    /// Namespaces.
    public static let namespaces = core("namespaces", "Namespace", isNamespaced: false)
    /// authorization.k8s.io/v1 SelfSubjectAccessReviews: a question about the caller's own permissions.
    public static let selfSubjectAccessReviews = KubeResource(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews",
        kind: "SelfSubjectAccessReview", isNamespaced: false)

    private static func core(_ plural: String, _ kind: String, isNamespaced: Bool = true) -> KubeResource {
        KubeResource(group: "", version: "v1", plural: plural, kind: kind, isNamespaced: isNamespaced)
    }
}
