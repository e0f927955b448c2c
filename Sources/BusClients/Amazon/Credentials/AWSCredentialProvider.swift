import FoundationEssentials

/// The credentials of this process, looked for once and kept until shortly before they end.
struct AWSCredentialProvider: Sendable {
    private let environment: AWSEnvironment
    private let kept: RenewedValue<AWSCredentials, AWSFailure>

    /// Credentials that end within this time are looked for anew, as AWS's own libraries do; others are good for the next request.
    private static let margin: TimeInterval = 300

    /// Makes a provider; nothing is asked yet.
    ///
    /// - Parameter now: The wall time, which AWS tells ends in.
    init(environment: AWSEnvironment, now: @escaping @Sendable () -> Date = { Date() }) {
        self.environment = environment
        kept = RenewedValue(margin: Self.margin, now: now)
    }

    /// The credentials.
    ///
    /// - Throws: `AWSFailure`: that of the first source which should have some.
    func credentials(
        region: String, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> AWSCredentials {
        try await kept.value { [environment] in
            await Self.find(in: environment, region: region, deadline: deadline)
        }
    }

    /// They are refused, or may have changed: they are looked for anew.
    func forget() async { await kept.forget() }

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
