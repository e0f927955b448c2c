/// What a subscription holds that nobody has acknowledged. Unknown is never zero.
public enum PubSubBacklog: Hashable, Sendable {
    /// So many messages; the oldest was published that long ago (zero where there are none).
    case known(messages: Int64, oldest: Duration)
    /// It could not be seen.
    case unknown(Cause)

    /// Why a backlog could not be seen: the same for all subscriptions that share the cause.
    public struct Cause: Hashable, Sendable {
        /// What happened.
        public var why: String
        /// What to do about it.
        public var action: String

        /// Makes a cause.
        public init(why: String, action: String) {
            self.why = why
            self.action = action
        }
    }
}
