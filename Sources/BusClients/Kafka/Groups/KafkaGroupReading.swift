/// What is known of a consumer group that reads a topic.
public struct KafkaGroupReading: Hashable, Sendable {
    /// The group as its coordinator sees it.
    public enum State: Hashable, Sendable {
        /// Its members share the partitions.
        case stable
        /// Its members are sharing the partitions out: nobody reads meanwhile.
        case rebalancing
        /// It has no member.
        case empty
        /// No broker knows it.
        case absent
        /// It could not be seen; why.
        case unknown(String)
    }

    /// The state.
    public var state: State
    /// How many members it has; `nil`: unknown.
    public var members: Int?
    /// How far it is behind.
    public var lag: KafkaLag

    /// Makes a reading.
    public init(state: State, members: Int? = nil, lag: KafkaLag) {
        self.state = state
        self.members = members
        self.lag = lag
    }
}

/// How far a consumer group is behind. Neither "no commit yet" nor "unknown" is zero.
public enum KafkaLag: Hashable, Sendable {
    /// It has committed offsets.
    case known(Known)
    /// It has never committed an offset: what it will read depends on how its members are set up.
    case noCommit
    /// It could not be seen, or not fully; why.
    case unknown(String)

    /// Numbers over the partitions of a topic.
    public struct Known: Hashable, Sendable {
        /// Messages that are there and not yet read.
        public var messages: Int64
        /// Messages that were deleted before they were read.
        public var lost: Int64
        /// Partitions whose next message has used up more than three quarters of its retention time.
        public var expiringPartitions: Int
        /// Partitions without a commit, which are not counted.
        public var uncommittedPartitions: Int

        /// Makes numbers.
        public init(
            messages: Int64, lost: Int64 = 0, expiringPartitions: Int = 0, uncommittedPartitions: Int = 0
        ) {
            self.messages = messages
            self.lost = lost
            self.expiringPartitions = expiringPartitions
            self.uncommittedPartitions = uncommittedPartitions
        }
    }
}

extension KafkaLag: CustomStringConvertible {
    /// `1234`, `1234 without 2 partitions`, `no commit yet`, `unknown`.
    public var description: String {
        switch self {
        case .known(let known) where known.uncommittedPartitions > 0:
            "\(known.messages) without \(known.uncommittedPartitions) partitions"
        case .known(let known): "\(known.messages)"
        case .noCommit: "no commit yet"
        case .unknown: "unknown"
        }
    }
}
