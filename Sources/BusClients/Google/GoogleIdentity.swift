/// Who this process is for Google Cloud, and in which project.
struct GoogleIdentity: Sendable {
    /// What requests are sent with; `nil`: nothing is needed (the emulator).
    var access: GoogleAccess?
    /// The project of names without one; `nil`: nobody knows.
    var project: String?

    /// The variables that name the project, the first one first: Google's libraries, the older name, and gcloud's own.
    private static let projectVariables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"]

    /// Looks for a token, and for a project in the environment, the credentials and the metadata server.
    ///
    /// - Parameters:
    ///   - needsProject: Whether a project must be looked for.
    ///   - provider: Has the token; `nil`: none is needed.
    /// - Throws: `GoogleFailure` where there is no token.
    static func find(
        needsProject: Bool, in environment: GoogleEnvironment, by provider: GoogleCredentialProvider?,
        deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleIdentity {
        var identity = GoogleIdentity(
            access: nil, project: projectVariables.lazy.compactMap(environment.variable).first)
        guard let provider else { return identity }
        identity.access = try await provider.access(deadline: deadline)
        if identity.project == nil { identity.project = identity.access?.project }
        if identity.project == nil, needsProject {
            identity.project = await GoogleMetadataServer(environment)?.project(deadline: deadline)
        }
        return identity
    }
}
