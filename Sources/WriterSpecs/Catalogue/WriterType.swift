import Documents

/// What the operator knows of one type of writer: data, printable and replaceable (`operator catalogue`, `--catalogue`).
public struct WriterType: Hashable, Sendable {
    /// The value of `bus_subscriber_type`.
    public var name: String
    /// What the type does, in a few words.
    public var summary: String
    /// The job; types that do the same job (a `GO_` or `RUST_` twin) share it, and share messages on one subscription.
    public var job: String
    /// The family of the image; `nil`: `image_override` is needed.
    public var imageFamily: ImageFamily?
    /// Other families by `offline_store_inserter_db_type`.
    public var imageFamilyByInserter: [String: ImageFamily]
    /// The fields that name what is consumed; empty where no field exists.
    public var consumes: [BusField]
    /// The fields that name the topics that are produced to.
    public var produces: [BusField]
    /// Whether, with Kafka, messages that fail go to `kafka_dlq_topic`.
    public var usesDeadLetterTopic: Bool
    /// The consumer group where the spec does not give one; `nil`: not known, so neither checked nor rendered.
    public var defaultConsumerGroup: String?
    /// The fields of the writer and of the document that reach this type's environment, beside those that all types get.
    public var environmentFields: [String]
    /// Variables whose names are not the upper-cased field name, by field.
    public var environmentNames: [String: String]
    /// How a new revision replaces the old one.
    public var rollout: RolloutRules
    /// Seconds that a new pod must be ready before it counts as available.
    public var minReadySeconds: Int64
    /// Seconds that a pod has to finish.
    public var terminationGracePeriodSeconds: Int64
    /// Seconds after which a rollout without progress has failed.
    public var progressDeadlineSeconds: Int64
    /// What else must be so for this type.
    public var checks: [WriterCheck]
    /// Merged into the pod template with the list-map rules of server-side apply.
    public var podTemplate: JSONValue?

    /// Whether it is on the bus at all; a type that names no field may still read what no field names.
    public var usesBus: Bool { !consumes.isEmpty || !produces.isEmpty || usesDeadLetterTopic }

    /// Makes an entry; what is not given is what most types have.
    public init(
        name: String, summary: String, job: String, imageFamily: ImageFamily?,
        imageFamilyByInserter: [String: ImageFamily] = [:], consumes: [BusField] = [], produces: [BusField] = [],
        usesDeadLetterTopic: Bool = true, defaultConsumerGroup: String? = nil, environmentFields: [String] = [],
        environmentNames: [String: String] = [:], rollout: RolloutRules = .consumer, minReadySeconds: Int64 = 30,
        terminationGracePeriodSeconds: Int64 = 30, progressDeadlineSeconds: Int64 = 600, checks: [WriterCheck] = [],
        podTemplate: JSONValue? = nil
    ) {
        self.name = name
        self.summary = summary
        self.job = job
        self.imageFamily = imageFamily
        self.imageFamilyByInserter = imageFamilyByInserter
        self.consumes = consumes
        self.produces = produces
        self.usesDeadLetterTopic = usesDeadLetterTopic
        self.defaultConsumerGroup = defaultConsumerGroup
        self.environmentFields = environmentFields
        self.environmentNames = environmentNames
        self.rollout = rollout
        self.minReadySeconds = minReadySeconds
        self.terminationGracePeriodSeconds = terminationGracePeriodSeconds
        self.progressDeadlineSeconds = progressDeadlineSeconds
        self.checks = checks
        self.podTemplate = podTemplate
    }
}

extension WriterType {
    /// Whether the type reads a bus at all. One that names no field for what it consumes may still read one that the spec
    /// has no field for; one whose messages cannot fail either, like the cluster manager, reads none.
    public var readsBus: Bool { !consumes.isEmpty || usesDeadLetterTopic }
}

/// A check beyond what every type gets.
public enum WriterCheck: String, Hashable, Sendable, CaseIterable {
    /// An inserter into Snowflake needs `snowflake_storage_integration_name`.
    case snowflakeIntegration = "snowflake-integration"
    /// Without `offline_store_inserter_db_type` it cannot be told whether the rest is there: a warning.
    case inserterType = "inserter-type"
    /// `bq_upload_bucket` must be given.
    case uploadBucket = "upload-bucket"
}

/// The Deployment strategy by bus and number of replicas.
public struct RolloutRules: Hashable, Sendable {
    /// On Pub/Sub.
    public var pubSub: RolloutStrategy
    /// On Kafka with one replica.
    public var kafkaSingle: RolloutStrategy
    /// On Kafka with several replicas or an autoscaler.
    public var kafkaReplicated: RolloutStrategy

    /// Makes rules.
    public init(pubSub: RolloutStrategy, kafkaSingle: RolloutStrategy, kafkaReplicated: RolloutStrategy) {
        self.pubSub = pubSub
        self.kafkaSingle = kafkaSingle
        self.kafkaReplicated = kafkaReplicated
    }

    /// Consumers: Pub/Sub surges; on Kafka an extra member would only idle and its join cost a rebalance, so several
    /// replicas are replaced in place, and only a single one surges.
    public static let consumer = RolloutRules(
        pubSub: .rolling(maxSurge: "25%", maxUnavailable: 0), kafkaSingle: .rolling(maxSurge: 1, maxUnavailable: 0),
        kafkaReplicated: .rolling(maxSurge: 0, maxUnavailable: "25%"))

    /// Never two at once.
    public static let recreate = RolloutRules(pubSub: .recreate, kafkaSingle: .recreate, kafkaReplicated: .recreate)
}

/// A Deployment's strategy; numbers are integers or percentages, as Kubernetes writes them.
public enum RolloutStrategy: Hashable, Sendable {
    /// `RollingUpdate`.
    case rolling(maxSurge: JSONValue, maxUnavailable: JSONValue)
    /// `Recreate`.
    case recreate
}
