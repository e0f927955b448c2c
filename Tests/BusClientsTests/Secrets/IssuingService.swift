import FoundationEssentials
import Synchronization
import TestPeers

/// A service that gives out something new each time it is asked, with a clock.
final class IssuingService: Sendable {
    private let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    private let broken = Mutex(false)
    private let count = Mutex(0)
    private let make: @Sendable (_ number: Int, _ end: Date) -> StubResponse

    /// How long what it gives out is good for, in seconds.
    static let lifetime: TimeInterval = 3600

    init(_ make: @escaping @Sendable (_ number: Int, _ end: Date) -> StubResponse) { self.make = make }

    /// What its clock says.
    var now: Date { clock.withLock(\.self) }

    /// Whether it fails.
    var isBroken: Bool {
        get { broken.withLock(\.self) }
        set { broken.withLock { $0 = newValue } }
    }

    func advance(_ seconds: TimeInterval) { clock.withLock { $0 += seconds } }

    func answer() -> StubResponse {
        guard !isBroken else { return StubResponse(503) }
        let number = count.withLock { count in
            count += 1
            return count
        }
        return make(number, now + Self.lifetime)
    }
}
