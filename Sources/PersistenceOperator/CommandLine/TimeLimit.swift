/// A time limit as the command line gives it: `15`, `15s`, `10m`, `24h` or `7d`; at least 1 s.
public struct TimeLimit: LosslessStringConvertible, Hashable, Sendable {
    /// The limit in seconds.
    public let seconds: Int64

    private static let units: [(name: String, seconds: Int64)] = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)]

    /// A day: whoever waits longer does not wait.
    private static let longest: Int64 = 86_400

    /// How long `--wait` waits where nobody says: 10 minutes, the progress deadline of a Deployment.
    public static let defaultWait = TimeLimit(seconds: 600)

    /// The time between two looks at the bus where nobody says.
    public static let defaultBusInterval = TimeLimit(seconds: 30)

    /// How long a Lease lasts that nobody renews, where nobody says.
    public static let defaultLeaseDuration = TimeLimit(seconds: 15)

    /// How long a leader goes on without a renewal, where nobody says.
    public static let defaultRenewDeadline = TimeLimit(seconds: 10)

    /// The time between two renewals of a Lease, where nobody says.
    public static let defaultRetryPeriod = TimeLimit(seconds: 2)

    /// The time between two exports of metrics and logs where nobody says.
    public static let defaultExportInterval = TimeLimit(seconds: 30)

    private init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Reads a text; `nil` where it is no time of 1 s to one day.
    public init?(_ text: String) {
        self.init(text, atMost: Self.longest)
    }

    /// Reads a text; `nil` where it is no time of 1 s to `atMost` seconds.
    init?(_ text: String, atMost longest: Int64) {
        let unit = Self.units.first { text.hasSuffix($0.name) }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(digits), (1...longest).contains(number), number <= longest / (unit?.seconds ?? 1)
        else { return nil }
        seconds = number * (unit?.seconds ?? 1)
    }

    /// The limit for waiting.
    public var duration: Duration { .seconds(seconds) }

    /// `600s`.
    public var description: String { "\(seconds)s" }
}
