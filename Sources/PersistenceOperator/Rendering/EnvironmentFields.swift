import Documents
import WriterSpecs

/// The resolved values of the spec's fields for one writer, as variables carry them.
struct EnvironmentFields {
    let writer: ResolvedWriter
    let spec: ResolvedSpec

    /// The value and provenance of a field; `nil` where the field is absent or empty, or means nothing on this bus.
    func value(of field: String) -> ResolvedField? {
        if EnvironmentField.kafkaOnly.contains(field), spec.backend != .kafka { return nil }
        guard let found = resolved(field) ?? shared(field) ?? own(field), !found.value.isEmpty else { return nil }
        return found
    }

    /// What was inferred, defaulted or looked up.
    private func resolved(_ field: String) -> ResolvedField? {
        if let bus = BusField(rawValue: field) {
            return writer.busFields[bus]
        }
        let document = spec.document
        switch field {
        case "bus_backend": return ResolvedField(spec.backend.rawValue, from: spec.backendProvenance)
        case "google_cloud_project":
            guard let project = spec.googleCloudProject else { return nil }
            let isOfSpec = project == document.common.googleCloudProject
            let position = document.common.positions.provenance(of: field)
            return ResolvedField(project, from: isOfSpec ? position : .option("--google-project"))
        case "kafka_consumer_group_override": return writer.consumerGroup
        case "kafka_bootstrap_servers":
            return topLevel(field, spec.kafka?.bootstrapServers.joined(separator: ","))
        case "kafka_sasl_secret": return topLevel(field, spec.kafka?.secretName ?? document.kafkaSASLSecret)
        case "kafka_security_protocol":
            return defaulted(field, spec.kafka?.securityProtocol, given: document.kafkaSecurityProtocol)
        case "kafka_sasl_mechanism":
            return defaulted(field, spec.kafka?.saslMechanism, given: document.kafkaSASLMechanism)
        default: return nil
        }
    }

    /// What all writers share.
    private func shared(_ field: String) -> ResolvedField? {
        let document = spec.document
        return switch field {
        case "api_server_host": topLevel(field, document.apiServerHost)
        case "cluster_manager_config": topLevel(field, document.clusterManagerConfig?.text())
        case "insecure": topLevel(field, document.insecure.map(String.init))
        case "metadata_provider": topLevel(field, document.metadataProvider)
        case "redis_is_clustered": topLevel(field, document.redisIsClustered)
        case "redis_lightning_supports_has_many":
            topLevel(field, document.redisLightningSupportsHasMany.map(String.init))
        case "snowflake_storage_integration_name": topLevel(field, document.snowflakeStorageIntegrationName)
        case "kafka_dlq_topic": common(field, document.common.kafkaDLQTopic)
        case "secret_client": common(field, document.common.secretClient?.rawValue)
        case "use_aws_pool_for_google_adc": common(field, document.common.useAWSPoolForGoogleADC.map(String.init))
        default: nil
        }
    }

    /// What the writer's own entry says.
    private func own(_ field: String) -> ResolvedField? {
        let text: String? =
            switch field {
            case "bus_subscriber_type": writer.type.name
            case "max_batch_size": writer.spec.maxBatchSize.map(String.init)
            case "message_processing_concurrency": writer.spec.messageProcessingConcurrency.map(String.init)
            case "offline_store_inserter_db_type": writer.spec.offlineStoreInserterDBType
            case "version": writer.spec.version
            default: writer.spec.passThrough[field]
            }
        return text.map { ResolvedField($0, from: writer.spec.positions.provenance(of: field)) }
    }

    private func topLevel(_ field: String, _ value: String?) -> ResolvedField? {
        value.map { ResolvedField($0, from: spec.document.positions.provenance(of: field)) }
    }

    private func common(_ field: String, _ value: String?) -> ResolvedField? {
        value.map { ResolvedField($0, from: spec.document.common.positions.provenance(of: field)) }
    }

    private func defaulted(_ field: String, _ value: String?, given: String?) -> ResolvedField? {
        guard let value = value ?? given else { return nil }
        return (given ?? "").isEmpty ? ResolvedField(value, from: .operatorDefault(field)) : topLevel(field, value)
    }
}
