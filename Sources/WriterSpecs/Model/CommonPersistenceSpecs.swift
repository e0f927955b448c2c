/// `common_persistence_specs`: what all writers of the document share.
public struct CommonPersistenceSpecs: Hashable, Sendable {
    /// The namespace of everything that is rendered. Required.
    public var namespace: String?
    /// The service account that the writers' pods run as. Required.
    public var serviceAccountName: String?
    /// The declared bus.
    public var busBackend: BusBackend?
    /// The cloud whose secret store the writers use.
    public var secretClient: SecretClient?
    /// The image of each family.
    public var images: [ImageFamily: String] = [:]
    /// The Google Cloud project of topics and subscriptions given by their short names.
    public var googleCloudProject: String?
    /// The topic for messages that could not be processed. Required with Kafka.
    public var kafkaDLQTopic: String?
    /// The value of each bus field (topics, subscriptions and the upload bucket) that the document gives, not empty.
    public var busFields: [BusField: String] = [:]
    /// Deprecated, without effect.
    public var includeChalkNodeSelector: Bool?
    /// Google credentials come from an AWS identity pool.
    public var useAWSPoolForGoogleADC: Bool?
    /// Where each field stands in the document.
    public var positions = FieldPositions()

    /// Makes an empty object.
    public init() {}
}

/// The message bus between query servers and writers.
public enum BusBackend: String, Hashable, Sendable, CaseIterable {
    /// Apache Kafka or Amazon MSK.
    case kafka = "KAFKA"
    /// Google Cloud Pub/Sub.
    case pubSub = "PUBSUB"
}

/// The cloud whose secret store the writers use.
public enum SecretClient: String, Hashable, Sendable, CaseIterable {
    /// AWS Secrets Manager.
    case aws = "AWS"
    /// Google Secret Manager.
    case gcp = "GCP"
}

/// The families of writer images.
public enum ImageFamily: String, Hashable, Sendable, CaseIterable {
    /// `bus_writer_image_go`.
    case go
    /// `bus_writer_image_python`.
    case python
    /// `bus_writer_image_bswl`.
    case bswl
    /// `bus_writer_image_rust`.
    case rust

    /// The field of `common_persistence_specs` that holds this family's image.
    public var fieldName: String { "bus_writer_image_\(rawValue)" }
}

/// The fields of `common_persistence_specs` that name topics, subscriptions and the upload bucket; the raw value is the
/// current field name.
public enum BusField: String, Hashable, Sendable, CaseIterable, Comparable {
    case operationSubscription = "operation_subscription_id"
    case parquetUploadSubscription = "bigquery_parquet_upload_subscription_id"
    case streamingWriteSubscription = "bigquery_streaming_write_subscription_id"
    case streamingWriteTopic = "bigquery_streaming_write_topic"
    case uploadBucket = "bq_upload_bucket"
    case uploadTopic = "bq_upload_topic"
    case metricsBusSubscription = "metrics_bus_subscription_id"
    case metricsBusTopic = "metrics_bus_topic_id"
    case resultBusTopic = "result_bus_topic_id"
    case resultBusMetricsSubscription = "result_bus_metrics_subscription_id"
    case resultBusOfflineSubscription = "result_bus_offline_store_subscription_id"
    case resultBusOnlineSubscription = "result_bus_online_store_subscription_id"
    case queryLogSubscription = "query_log_subscription_id"
    case queryLogResultTopic = "query_log_result_topic"
    case usageEventsSubscription = "usage_events_subscription_id"

    /// The field that names the topic which this subscription field belongs to, where the schema has one.
    ///
    /// With Kafka an empty subscription is taken from it; with Pub/Sub the subscription must belong to it.
    public var topicField: BusField? {
        switch self {
        case .metricsBusSubscription: .metricsBusTopic
        case .resultBusMetricsSubscription, .resultBusOfflineSubscription, .resultBusOnlineSubscription: .resultBusTopic
        case .streamingWriteSubscription: .streamingWriteTopic
        case .parquetUploadSubscription: .uploadTopic
        default: nil
        }
    }

    /// By field name.
    public static func < (left: BusField, right: BusField) -> Bool { left.rawValue < right.rawValue }
}
