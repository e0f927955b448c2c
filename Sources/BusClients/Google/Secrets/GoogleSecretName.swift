/// The full name of a version of a secret: `projects/P/secrets/S/versions/V`.
struct GoogleSecretName: Hashable, Sendable {
    private let project: String
    private let secret: String
    private let version: String

    /// Reads `S`, `projects/P/secrets/S` or `projects/P/secrets/S/versions/V`.
    ///
    /// - Parameter project: That of a short name.
    /// - Returns: `nil`: it is none of them, or no project is known.
    init?(_ name: String, project: String?) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            guard let project else { return nil }
            (self.project, secret, version) = (project, parts[0], "latest")
        case 4 where parts[0] == "projects" && parts[2] == "secrets":
            (self.project, secret, version) = (parts[1], parts[3], "latest")
        case 6 where parts[0] == "projects" && parts[2] == "secrets" && parts[4] == "versions":
            (self.project, secret, version) = (parts[1], parts[3], parts[5])
        default: return nil
        }
        guard Self.isName(self.project, also: "-.:"), Self.isName(secret, also: "-_"), Self.isName(version, also: "-_")
        else { return nil }
    }

    /// Whether a name lacks its project.
    static func isShort(_ name: String) -> Bool { !name.contains("/") }

    /// The path in a URL, which none of its characters must be encoded for.
    var path: String { "projects/\(project)/secrets/\(secret)/versions/\(version)" }

    private static func isName(_ text: String, also others: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || others.utf8.contains($0)
            }
            && text != ".." && text != "."
    }
}
