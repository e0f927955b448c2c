/// The API versions to render with: the newest that the server has.
public struct APIVersions: Hashable, Sendable {
    /// The server's version; it decides which fields are served.
    public var server: KubernetesVersion
    /// Of PodDisruptionBudget; `nil`: the server has none that is known.
    public var podDisruptionBudget: String?
    /// Of HorizontalPodAutoscaler with external metrics; `nil`: the server has none that is known.
    public var horizontalPodAutoscaler: String?

    /// Of KEDA's ScaledObject and TriggerAuthentication; `nil`: the cluster has no KEDA that is known.
    public var keda: String?

    /// Makes a set of versions.
    public init(
        server: KubernetesVersion, podDisruptionBudget: String?, horizontalPodAutoscaler: String?, keda: String? = nil
    ) {
        self.server = server
        self.podDisruptionBudget = podDisruptionBudget
        self.horizontalPodAutoscaler = horizontalPodAutoscaler
        self.keda = keda
    }

    /// The version of KEDA's API that is rendered for.
    public static let kedaVersion = "keda.sh/v1alpha1"

    /// What a server of that version has: policy/v1 came with 1.21, autoscaling/v2 with 1.23.
    public init(server: KubernetesVersion) {
        self.init(
            server: server,
            podDisruptionBudget: server < KubernetesVersion(major: 1, minor: 21) ? "policy/v1beta1" : "policy/v1",
            horizontalPodAutoscaler: server < KubernetesVersion(major: 1, minor: 23)
                ? "autoscaling/v2beta2" : "autoscaling/v2")
    }

    /// What a server says it has, newest first; `groupVersions` are those that serve the kind, such as `policy/v1`.
    public init(server: KubernetesVersion, discovered groupVersions: Set<String>) {
        self.init(
            server: server,
            podDisruptionBudget: ["policy/v1", "policy/v1beta1"].first(where: groupVersions.contains),
            horizontalPodAutoscaler: ["autoscaling/v2", "autoscaling/v2beta2"].first(where: groupVersions.contains),
            keda: groupVersions.contains(Self.kedaVersion) ? Self.kedaVersion : nil)
    }

    /// The newest version that this operator knows: what `render` uses without `--kube-version`.
    public static let newest = APIVersions(server: KubernetesVersion(major: 1, minor: 37))

    /// The oldest server that rendered objects are made for: server-side apply is on by default, and the pod's seccomp
    /// profile and spread constraints are fields, from 1.19 on; tested is 1.20.
    public static let oldest = APIVersions(server: KubernetesVersion(major: 1, minor: 20))

    /// `unhealthyPodEvictionPolicy` is in policy/v1 and on by default from 1.27 (alpha in 1.26, dropped there unasked).
    var servesUnhealthyPodEvictionPolicy: Bool {
        podDisruptionBudget == "policy/v1" && server >= KubernetesVersion(major: 1, minor: 27)
    }

    /// A minimum of 0 replicas is on by default from 1.37; before, the API refuses it unless a feature gate is on.
    var servesScaleToZero: Bool { server >= KubernetesVersion(major: 1, minor: 37) }
}
