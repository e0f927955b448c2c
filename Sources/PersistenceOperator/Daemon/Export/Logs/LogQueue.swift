/// The log records that are not exported yet: bounded in number and size, the oldest give way. A pure value.
struct LogQueue: Sendable {
    /// How much it holds.
    struct Limits: Hashable, Sendable {
        /// Records in all.
        var records = 2048
        /// Bytes of all records together (see `LogRecord.size`).
        var bytes = 1 << 20
        /// Records in one request.
        var batch = 512
    }

    private let limits: Limits
    /// What is being sent, or is to be sent again: the oldest records.
    private var underway: [LogRecord] = []
    private var waiting: [LogRecord] = []
    private var bytes = 0
    /// Records that gave way to newer ones.
    private(set) var overflowed = 0
    /// Records that the receiver does not take.
    private(set) var refused = 0

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether there is nothing to send.
    var isEmpty: Bool { underway.isEmpty && waiting.isEmpty }
    /// Whether a request would be as large as it may be.
    var hasFullBatch: Bool { underway.count + waiting.count >= limits.batch }

    /// Adds the newest record.
    ///
    /// - Returns: Whether there was no full batch before it, and is one now.
    mutating func add(_ record: LogRecord) -> Bool {
        let hadFullBatch = hasFullBatch
        waiting.append(record)
        bytes += record.size
        var excess = 0
        while underway.count + waiting.count - excess > limits.records || bytes > limits.bytes, excess < waiting.count {
            bytes -= waiting[excess].size
            excess += 1
        }
        waiting.removeFirst(excess)
        overflowed += excess
        return hasFullBatch && !hadFullBatch
    }

    /// What to send now: the same until it is settled.
    mutating func batch() -> [LogRecord] {
        if underway.isEmpty {
            underway = Array(waiting.prefix(limits.batch))
            waiting.removeFirst(underway.count)
        }
        return underway
    }

    /// The batch was sent, or is not sent any more.
    ///
    /// - Parameter rejected: So many of it were not taken; `nil`: none was.
    mutating func settle(rejected: Int? = 0) {
        refused += min(rejected ?? underway.count, underway.count)
        bytes -= underway.reduce(0) { $0 + $1.size }
        underway = []
    }
}
