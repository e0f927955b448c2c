import Documents

extension SpecTables {
    /// `common_persistence_specs`.
    static let common = FieldTable<CommonPersistenceSpecs>(
        name: "CommonPersistenceSpecs", description: "What all writers of the document share.",
        fields: [
            .string("namespace", \.namespace, "The namespace of the writers.", .dnsLabel).required,
            .string(
                "service_account_name", \.serviceAccountName, "The service account that the writers run as.",
                .dnsSubdomain
            ).required,
            .enumeration(
                "bus_backend", \.busBackend,
                "The message bus. Absent: KAFKA where any kafka_ field is set, else PUBSUB."),
            .enumeration("secret_client", \.secretClient, "The cloud whose secret store the writers use."),
            image(.go, "Go"), image(.python, "Python"), image(.bswl, "BigQuery streaming"), image(.rust, "Rust"),
            .string(
                "google_cloud_project", \.googleCloudProject,
                "The project of topics and subscriptions. Normally absent: it comes from the environment.", .projectID),
            .string("kafka_dlq_topic", \.kafkaDLQTopic, "Kafka: the topic for messages that failed. Required there."),
            bus(.operationSubscription, "The operation bus."),
            bus(.parquetUploadSubscription, "What bulk insert writers consume, for every offline store."),
            bus(.streamingWriteSubscription, "What streaming insert writers consume, for every offline store."),
            bus(.streamingWriteTopic, "What offline writers produce to."),
            bus(.uploadBucket, "The bucket of bulk inserts, with its scheme: s3://… or gs://….", .bucketURL)
                .with { $0.deprecatedSpellings = ["bigquery_upload_bucket"] },
            bus(.uploadTopic, "The topic of bulk insert notices.")
                .with { $0.deprecatedSpellings = ["bigquery_upload_topic"] },
            bus(.metricsBusSubscription, "What metrics bus writers consume."),
            bus(.metricsBusTopic, "What metrics writers produce to."),
            bus(.resultBusTopic, "The topic of query results."),
            bus(.resultBusMetricsSubscription, "What metrics writers consume."),
            bus(.resultBusOfflineSubscription, "What offline writers consume."),
            bus(.resultBusOnlineSubscription, "What online writers consume."),
            bus(.queryLogSubscription, "What query mirror consumers consume."),
            bus(.queryLogResultTopic, "What query mirror consumers produce to."),
            bus(.usageEventsSubscription, "What usage bus writers consume; unused without one."),
            TypedField(
                descriptor: FieldDescriptor("usage_bus_topic_id", .string, "Unused."), action: .ignore
            ).with { $0.deprecation = "nothing uses it" },
            .bool("include_chalk_node_selector", \.includeChalkNodeSelector, "Without effect.")
                .with { $0.deprecation = "it has no effect: say nodepool or node_selector at the writer" },
            .bool(
                "use_aws_pool_for_google_adc", \.useAWSPoolForGoogleADC,
                "Google credentials come from an AWS identity pool."),
        ])

    private static func image(_ family: ImageFamily, _ title: String) -> TypedField<CommonPersistenceSpecs> {
        .text(family.fieldName, "The image of \(title) writers.", .image) { root, value in
            if !value.isEmpty { root.images[family] = value }
        }
    }

    private static func bus(
        _ field: BusField, _ description: String, _ format: FieldFormat? = nil
    ) -> TypedField<CommonPersistenceSpecs> {
        .text(field.rawValue, description, format) { root, value in
            if !value.isEmpty { root.busFields[field] = value }
        }
    }
}
