import FoundationEssentials

/// The access token of this process, fetched once and kept until shortly before it ends.
struct GoogleCredentialProvider: Sendable {
    private let environment: GoogleEnvironment
    private let now: @Sendable () -> Date
    private let kept: RenewedValue<GoogleAccess, GoogleFailure>

    /// As Google's own libraries do: the metadata server gives another token only in its last four minutes.
    private static let margin: TimeInterval = 225

    /// Makes a provider; nothing is asked yet.
    ///
    /// - Parameter now: The wall time, which tokens end in.
    init(environment: GoogleEnvironment, now: @escaping @Sendable () -> Date = { Date() }) {
        self.environment = environment
        self.now = now
        kept = RenewedValue(margin: Self.margin, now: now)
    }

    /// The token, with who has it.
    ///
    /// - Throws: `GoogleFailure`: that of the first source which should have one.
    func access(deadline: ContinuousClock.Instant) async throws(GoogleFailure) -> GoogleAccess {
        try await kept.value { [environment, now] in
            do throws(GoogleFailure) {
                return .success(try await GoogleCredentialSource.find(in: environment, now: now, deadline: deadline))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Another token than one that a service refuses, fetched anew unless somebody did so meanwhile.
    ///
    /// - Returns: `nil`: there is no other one.
    func access(insteadOf refused: GoogleAccess, deadline: ContinuousClock.Instant) async -> GoogleAccess? {
        await kept.forget { $0.token == refused.token }
        guard let fresh = try? await access(deadline: deadline), fresh.token != refused.token else { return nil }
        return fresh
    }
}
