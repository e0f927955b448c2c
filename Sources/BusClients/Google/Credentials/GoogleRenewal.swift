/// Fetches another token, once, however many requests of one look are refused with the same one.
actor GoogleRenewal {
    private let refused: GoogleAccess?
    private let provider: GoogleCredentialProvider?
    private let deadline: ContinuousClock.Instant
    private var renewal: Task<GoogleAccess?, Never>?

    /// - Parameter refused: What requests are sent with.
    init(of refused: GoogleAccess?, by provider: GoogleCredentialProvider?, deadline: ContinuousClock.Instant) {
        (self.refused, self.provider, self.deadline) = (refused, provider, deadline)
    }

    /// The other token; `nil`: there is none.
    func access() async -> GoogleAccess? {
        guard let refused, let provider else { return nil }
        let renewal = renewal ?? Task { [deadline] in await provider.access(insteadOf: refused, deadline: deadline) }
        self.renewal = renewal
        return await renewal.value
    }
}
