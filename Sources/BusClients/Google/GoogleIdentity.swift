/// Who this process is for Google Cloud, and in which project.
struct GoogleIdentity: Sendable {
    /// The token; `nil`: none is needed (the emulator), or none is to be had.
    var token: AccessToken?
    /// Who the token is for, as far as it is known.
    var principal: String
    /// The project of names without one; `nil`: nobody knows.
    var project: String?

    /// The variables that name the project, the first one first: Google's libraries, the older name, and gcloud's own.
    private static let projectVariables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"]

    /// Looks for a token in `GOOGLE_OAUTH_ACCESS_TOKEN` and the metadata server, and for a project in the environment and
    /// the metadata server.
    ///
    /// - Parameters:
    ///   - needsProject: Whether a project must be looked for.
    ///   - needsToken: Whether a token must be looked for.
    ///   - server: The metadata server, which off Google Cloud nobody hears of; `nil`: it cannot be asked.
    static func find(
        needsProject: Bool, needsToken: Bool, environment: [String: String], server: GoogleMetadataServer?,
        deadline: ContinuousClock.Instant
    ) async -> GoogleIdentity {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var identity = GoogleIdentity(
            token: nil, principal: "anonymous", project: projectVariables.lazy.compactMap(variable).first)
        guard needsToken else { return identity }
        if let token = variable("GOOGLE_OAUTH_ACCESS_TOKEN") {
            identity.token = AccessToken(token)
            identity.principal = "the owner of GOOGLE_OAUTH_ACCESS_TOKEN"
        }
        let lacksProject = identity.project == nil && needsProject
        guard identity.token == nil || lacksProject, let server else { return identity }
        if lacksProject { identity.project = await server.project(deadline: deadline) }
        if identity.token == nil, let token = await server.token(deadline: deadline) {
            identity.token = token
            identity.principal =
                await server.accountEmail(deadline: deadline) ?? "the default account of the metadata server"
        }
        return identity
    }
}
