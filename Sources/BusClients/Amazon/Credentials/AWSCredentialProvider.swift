import FoundationEssentials

/// The credentials of this process, looked for once and kept until shortly before they end. Whoever asks meanwhile waits for the
/// same answer.
actor AWSCredentialProvider {
    private let environment: AWSEnvironment
    private let now: @Sendable () -> Date
    private var known: AWSCredentials?
    private var search: Task<Result<AWSCredentials, AWSFailure>, Never>?

    /// Credentials that end within this time are looked for anew, as AWS's own libraries do; others are good for the next request.
    private static let margin: TimeInterval = 300

    /// Makes a provider; nothing is asked yet.
    ///
    /// - Parameter now: The wall time, which AWS tells ends in.
    init(environment: AWSEnvironment, now: @escaping @Sendable () -> Date = { Date() }) {
        self.environment = environment
        self.now = now
    }

    /// The credentials.
    ///
    /// - Throws: `AWSFailure`: that of the first source which should have some.
    func credentials(
        region: String, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials {
        if let known, isFresh(known) { return known }
        let search =
            search
            ?? Task { [environment] in await Self.find(in: environment, region: region, deadline: deadline) }
        self.search = search
        let found = await search.value
        if self.search == search { self.search = nil }
        switch found {
        case .success(let credentials):
            known = credentials
            return credentials
        case .failure(let failure):
            // What is known may be good for minutes yet.
            if let known, let end = known.expiration, end > now() { return known }
            throw failure
        }
    }

    /// They are refused, or may have changed: they are looked for anew.
    func forget() { known = nil }

    private func isFresh(_ credentials: AWSCredentials) -> Bool {
        credentials.expiration.map { $0.timeIntervalSince(now()) > Self.margin } ?? true
    }

    private static func find(
        in environment: AWSEnvironment, region: String, deadline: ContinuousClock.Instant
    ) async -> Result<AWSCredentials, AWSFailure> {
        for source in AWSCredentialSource.allCases {
            do throws(AWSFailure) {
                let found = try await source.credentials(in: environment, region: region, deadline: deadline)
                if let found { return .success(found) }
            } catch {
                return .failure(AWSFailure(error.code, "AWS credentials (\(source.rawValue)): \(error.message)"))
            }
        }
        return .failure(
            AWSFailure(
                .credentialsMissing,
                "there are no AWS credentials: neither in the environment nor in a profile, and no service account, container or machine has a role"
            ))
    }
}
