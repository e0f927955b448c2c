/// The credentials of a shared profile: keys, or a role to assume.
struct AWSProfileCredentials: Sendable {
    let environment: AWSEnvironment
    let deadline: ContinuousClock.Instant

    /// A role may be assumed with another one's credentials; so many of them.
    private static let longestChain = 5

    /// The profiles of this process.
    ///
    /// - Throws: `AWSFailure` where a file is there that cannot be read.
    static func profiles(_ environment: AWSEnvironment) throws(AWSFailure) -> AWSProfiles {
        let credentials = environment.path("AWS_SHARED_CREDENTIALS_FILE", default: "credentials")
        let config = environment.path("AWS_CONFIG_FILE", default: "config")
        var texts: [String?] = []
        for path in [credentials, config] { texts.append(try path.map(environment.text) ?? nil) }
        return AWSProfiles(credentials: texts[0], config: texts[1])
    }

    /// The profile that is asked for, `default` unless `AWS_PROFILE` says otherwise.
    static func name(_ environment: AWSEnvironment) -> String { environment.variable("AWS_PROFILE") ?? "default" }

    /// The profile's credentials; `nil`: nobody asked for a profile, and the default one gives none.
    ///
    /// - Parameter region: Where roles are assumed.
    /// - Throws: `AWSFailure`.
    func find(_ region: String) async throws(AWSFailure) -> AWSCredentials? {
        let profiles = try Self.profiles(environment)
        let name = Self.name(environment)
        guard profiles[name] != nil else {
            guard environment.variable("AWS_PROFILE") == nil else {
                throw AWSFailure(
                    .credentialsInvalid, "AWS_PROFILE names '\(name)', which is no profile of the shared files")
            }
            return nil
        }
        return try await credentials(of: name, in: profiles, region, after: [])
    }

    private func credentials(
        of name: String, in profiles: AWSProfiles, _ region: String, after path: [String]
    ) async throws(AWSFailure) -> AWSCredentials? {
        guard let profile = profiles[name] else {
            throw AWSFailure(.credentialsInvalid, "the profile '\(path.last ?? "")' refers to '\(name)', which is none")
        }
        // A profile that names itself has its own keys for the role.
        let assumes = path.last != name
        if assumes, let role = profile["role_arn"] {
            guard path.count < Self.longestChain, !path.contains(name) else {
                throw AWSFailure(
                    .credentialsInvalid, "the profile '\(name)' refers to itself, or through too many others")
            }
            return try await assume(role, profile, of: name, in: profiles, region, after: path + [name])
        }
        if let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
        }
        for (setting, what) in [
            ("sso_session", "IAM Identity Center"), ("sso_start_url", "IAM Identity Center"),
            ("credential_process", "a program"), ("login_session", "a console login"),
        ]
        where profile[setting] != nil {
            throw AWSFailure(
                .credentialsInvalid,
                "the profile '\(name)' has its credentials from \(what), which is not supported: export them (aws configure export-credentials --format env)"
            )
        }
        return nil
    }

    private func assume(
        _ role: String, _ profile: [String: String], of name: String, in profiles: AWSProfiles, _ region: String,
        after path: [String]
    ) async throws(AWSFailure) -> AWSCredentials? {
        let service = AWSSecurityTokenService(
            environment: environment, region: region)
        let session = profile["role_session_name"] ?? AWSCredentialSource.sessionName
        if let file = profile["web_identity_token_file"] {
            return try await service.assumeRole(
                role, session: session, webIdentity: try environment.token(file), deadline: deadline)
        }
        let own: AWSCredentials?
        if let source = profile["source_profile"] {
            own = try await credentials(of: source, in: profiles, region, after: path)
        } else if let source = profile["credential_source"] {
            own = try await named(source, region, name)
        } else {
            throw AWSFailure(
                .credentialsInvalid,
                "the profile '\(name)' has a role_arn, and neither source_profile, credential_source nor web_identity_token_file"
            )
        }
        guard let own else {
            throw AWSFailure(
                .credentialsInvalid, "there are no credentials to assume the role of the profile '\(name)' with")
        }
        return try await service.assumeRole(
            role, session: session, externalID: profile["external_id"], as: own, deadline: deadline)
    }

    private func named(
        _ source: String, _ region: String, _ profile: String
    ) async throws(AWSFailure) -> AWSCredentials? {
        let sources: [String: AWSCredentialSource] = [
            "Environment": .environment, "EcsContainer": .container, "Ec2InstanceMetadata": .instance,
        ]
        guard let source = sources[source] else {
            throw AWSFailure(.credentialsInvalid, "the profile '\(profile)' has no known credential_source")
        }
        return try await source.credentials(in: environment, region: region, deadline: deadline)
    }
}
