/// Names in AWS and Google Cloud.
enum CloudNames {
    /// A secret's name or ARN (AWS Secrets Manager: `[A-Za-z0-9/_+=.@-]`, up to 512), Google resource name, or `k8s://` and a Kubernetes Secret's.
    ///
    /// The text is never shown: the commonest mistake is to put the secret itself here.
    static func secretProblem(_ text: String) -> FormatProblem? {
        if let name = KubernetesSecretName.read(text) {
            guard !KubernetesNames.isDNSSubdomain(name) else { return nil }
            return FormatProblem(
                code: "secret-name", reason: "is not the name of a Kubernetes Secret",
                hint: "give k8s:// and the name of a Secret in the spec's namespace", hidesText: true)
        }
        let isValid =
            text.utf8.count <= 512
            && text.utf8.allSatisfy { KubernetesNames.isAlphanumeric($0) || "/_+=.@-:".utf8.contains($0) }
            && !text.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0 == "." }
        guard !isValid else { return nil }
        return FormatProblem(
            code: "secret-name", reason: "is not the name of a secret in a cloud's secret store",
            hint: "give the name of the secret, not what it holds", hidesText: true)
    }

    /// A project ID: 6 to 30 lower-case letters, digits and hyphens, a letter first; old ones carry a domain and `:`.
    static func projectProblem(_ text: String) -> FormatProblem? {
        let id = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let isValid =
            id.count == 1
            ? isProjectID(id[0].utf8) : KubernetesNames.isDNSSubdomain(String(id[0])) && isProjectID(id[1].utf8)
        guard !isValid else { return nil }
        return FormatProblem(
            code: "project-id",
            reason: "is not a project ID: 6 to 30 lower-case letters, digits and '-', a letter first",
            hint: text.allSatisfy(\.isNumber) ? "give the project's ID, not its number" : nil)
    }

    private static func isProjectID(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return (6...30).contains(text.count) && KubernetesNames.isDNSLabel(text)
    }
}
