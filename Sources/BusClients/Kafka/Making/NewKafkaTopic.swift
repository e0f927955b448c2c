/// A topic to make. What is not named here has the brokers' own defaults, `min.insync.replicas` among them.
public struct NewKafkaTopic: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How many partitions it gets.
    public var partitions: Int
    /// How many replicas each partition gets.
    public var replication: Int
    /// `retention.ms`: how long a message is kept, in milliseconds.
    public var retentionMilliseconds: Int64

    /// Makes a description; nothing is sent.
    public init(name: String, partitions: Int, replication: Int, retentionMilliseconds: Int64) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.retentionMilliseconds = retentionMilliseconds
    }
}
