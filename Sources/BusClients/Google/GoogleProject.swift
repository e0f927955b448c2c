/// The project of names that have none.
enum GoogleProject {
    /// The variables that name it, the first one first: Google's libraries, the older name, and gcloud's own.
    private static let variables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"]

    /// Looks for it in the environment, the credentials and the metadata server.
    ///
    /// - Parameter access: What the credentials gave; `nil`: none are used (the emulator), and nobody else is asked.
    /// - Returns: `nil`: nobody knows.
    static func find(
        in environment: GoogleEnvironment, access: GoogleAccess?, deadline: ContinuousClock.Instant
    ) async -> String? {
        if let named = variables.lazy.compactMap(environment.variable).first { return named }
        guard let access else { return nil }
        if let own = access.project { return own }
        return await GoogleMetadataServer(environment)?.project(deadline: deadline)
    }
}
