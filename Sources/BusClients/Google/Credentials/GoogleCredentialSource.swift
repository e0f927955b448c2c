import FoundationEssentials

/// Where a process has its Google credentials from, in the order in which Google's libraries look ("Application Default
/// Credentials"), after a token that it is given.
enum GoogleCredentialSource {
    /// Asks the first source that is there; a broken one is not passed over, as the next might be somebody else.
    ///
    /// - Parameter now: The wall time, which assertions are made for and tokens' ends are counted from.
    /// - Throws: `GoogleFailure`.
    static func find(
        in environment: GoogleEnvironment, now: @Sendable () -> Date, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        if let token = environment.variable("GOOGLE_OAUTH_ACCESS_TOKEN") {
            return GoogleAccess(
                token: AccessToken(token), principal: "the owner of GOOGLE_OAUTH_ACCESS_TOKEN",
                quotaProject: environment.variable(quotaProject))
        }
        if let fields = try file(environment) {
            var access = try await access(fields, environment, now, deadline)
            let project = try fields.optional("quota_project_id")
            access.quotaProject = environment.variable(quotaProject) ?? project
            return access
        }
        let server = GoogleMetadataServer(environment)
        if let access = try await server?.access(at: now(), deadline: deadline) { return access }
        throw GoogleFailure(
            .credentialsMissing,
            "there are no Google credentials: GOOGLE_APPLICATION_CREDENTIALS is not set, gcloud has no application default credentials, and no metadata server gave a token",
            action:
                "run in the cluster, set GOOGLE_APPLICATION_CREDENTIALS to a credential file, or GOOGLE_OAUTH_ACCESS_TOKEN (gcloud auth print-access-token)"
        )
    }

    /// Names the project whose quota requests count against, before the file does.
    private static let quotaProject = "GOOGLE_CLOUD_QUOTA_PROJECT"

    /// The file that `GOOGLE_APPLICATION_CREDENTIALS` names, else the one that `gcloud auth application-default login` writes;
    /// `nil`: there is none.
    private static func file(_ environment: GoogleEnvironment) throws(GoogleFailure) -> CredentialFields? {
        if let path = environment.variable("GOOGLE_APPLICATION_CREDENTIALS") {
            guard let fields = try CredentialFields(file: path) else {
                throw GoogleFailure(
                    .credentialsInvalid, "GOOGLE_APPLICATION_CREDENTIALS names '\(path)': there is no such file",
                    action: "correct GOOGLE_APPLICATION_CREDENTIALS, or mount the file")
            }
            return fields
        }
        let folder =
            environment.variable("CLOUDSDK_CONFIG") ?? environment.variable("HOME").map { "\($0)/.config/gcloud" }
        return try folder.map(gcloudFile) ?? nil
    }

    private static func gcloudFile(in folder: String) throws(GoogleFailure) -> CredentialFields? {
        try CredentialFields(file: "\(folder)/application_default_credentials.json")
    }

    private static func access(
        _ fields: CredentialFields, _ environment: GoogleEnvironment, _ now: @Sendable () -> Date,
        _ deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> GoogleAccess {
        let universe = try fields.optional("universe_domain") ?? "googleapis.com"
        guard universe == "googleapis.com" else {
            throw fields.invalid(
                "universe_domain", "is '\(universe.prefix(100).printable)': only googleapis.com is supported")
        }
        switch try fields.required("type") {
        case "service_account":
            return try await ServiceAccountKey(fields).access(environment, now: now, deadline: deadline)
        case "authorized_user":
            return try await AuthorizedUser(fields).access(environment, now: now, deadline: deadline)
        case "external_account":
            return try await ExternalAccount(fields).access(environment, now: now, deadline: deadline)
        case let other:
            throw fields.invalid(
                "type",
                "is '\(other.prefix(100).printable)': only service_account, external_account and authorized_user are supported"
            )
        }
    }
}
