/// Rules of names that are given elsewhere than in a spec, such as on a command line.
public enum SpecNames {
    /// Whether a text is a container image reference.
    public static func isImageReference(_ text: String) -> Bool { ImageReference.problem(text) == nil }

    /// Whether a text is a Google Cloud project ID.
    public static func isGoogleCloudProject(_ text: String) -> Bool { CloudNames.projectProblem(text) == nil }

    /// Whether a text is an RFC 1123 label, as names of namespaces and writers are.
    public static func isDNSLabel(_ text: String) -> Bool { KubernetesNames.dnsLabelProblem(text) == nil }

    /// Whether a text is an RFC 1123 subdomain, as names of most other objects are.
    public static func isDNSSubdomain(_ text: String) -> Bool { KubernetesNames.dnsSubdomainProblem(text) == nil }
}
