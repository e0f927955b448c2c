import Glibc

/// A time of day, for people and for other programs' records: never for deadlines.
public struct WallTime: Hashable, Sendable {
    /// Whole seconds since 1970, UTC.
    public var seconds: Int
    /// The rest, 0 to 999,999,999.
    public var nanoseconds: Int

    /// Makes a time.
    public init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The time now.
    public static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }

    /// Nanoseconds since 1970; 0 for times before.
    public var nanosecondsSince1970: UInt64 { UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, nanoseconds)) }

    /// RFC 3339 in UTC, to the millisecond.
    public var text: String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))T"
            + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))."
            + "\(padded(nanoseconds / 1_000_000, 3))Z"
    }
}
