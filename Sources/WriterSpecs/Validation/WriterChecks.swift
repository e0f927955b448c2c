import Documents

extension SpecResolver {
    /// Checks one writer.
    mutating func check(_ draft: WriterDraft) {
        // An entry that is no object is reported already.
        guard let type = draft.type else { return }
        checkName(of: draft)
        checkImage(of: draft, type: type)
        checkNeeds(of: draft, type: type)
        checkResources(of: draft)
        checkReplicas(of: draft)
        checkAutoscaling(of: draft, type: type)
        checkDisruption(of: draft)
        checkApplicability(of: draft, type: type)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ code: String, _ draft: WriterDraft, _ field: String, _ message: String,
        hint: String? = nil
    ) {
        add(severity, code, draft.spec.positions, field, .writer(draft.index), message, hint: hint)
    }

    /// A name that comes from the type must be one too.
    private mutating func checkName(of draft: WriterDraft) {
        guard draft.spec.name?.isEmpty != false, let name = draft.name,
            KubernetesNames.labelValueProblem(draft.spec.busSubscriberType ?? "") == nil,
            KubernetesNames.dnsLabelProblem(name) != nil
        else { return }
        add(
            .error, "dns-name", draft, "bus_subscriber_type",
            "no name can be made of this type: \(Quoting.quoted(name))",
            hint: "give the writer a name")
    }

    private mutating func checkImage(of draft: WriterDraft, type: WriterType) {
        guard draft.image == nil else { return }
        guard let family = imageFamily(of: draft.spec, type: type) else {
            add(
                .error, "missing-image", draft, "", "nothing says which image it runs, since its type is not known",
                hint: "set image_override")
            return
        }
        add(
            .error, "missing-image", draft, "bus_subscriber_type",
            "\(type.name) runs the \(family.rawValue) image, which nobody gives",
            hint: "set \(family.fieldName) or image_override, or say --image \(family.rawValue)=REF")
    }

    private mutating func checkNeeds(of draft: WriterDraft, type: WriterType) {
        guard document.common.positions.start != nil else { return }
        for field in type.consumes + type.produces where draft.busFields[field] == nil {
            let verb = type.consumes.contains(field) ? "consumes" : "produces to"
            let alternative = backend.backend == .kafka ? field.topicField.map { " or \($0.rawValue)" } ?? "" : ""
            add(
                .error, "missing-bus-field", draft, "bus_subscriber_type",
                "\(type.name) \(verb) '\(field.rawValue)', which is not set",
                hint: "set \(field.rawValue)\(alternative) in common_persistence_specs")
        }
        if type.checks.contains(.uploadBucket), document.common.busFields[.uploadBucket] == nil {
            add(
                .error, "missing-bus-field", draft, "bus_subscriber_type",
                "\(type.name) copies from '\(BusField.uploadBucket.rawValue)', which is not set",
                hint: "set \(BusField.uploadBucket.rawValue) in common_persistence_specs")
        }
        let inserter = draft.spec.offlineStoreInserterDBType ?? ""
        if type.checks.contains(.snowflakeIntegration), inserter.lowercased() == "snowflake",
            document.snowflakeStorageIntegrationName?.isEmpty != false,
            document.positions.fields["snowflake_storage_integration_name"] == nil
                || document.snowflakeStorageIntegrationName != nil
        {
            add(
                .error, "snowflake-integration", draft, "offline_store_inserter_db_type",
                "Snowflake inserts need 'snowflake_storage_integration_name', which is not set",
                hint: "set snowflake_storage_integration_name at the top of the document")
        }
        checkInserter(inserter, of: draft, type: type)
    }

    private mutating func checkInserter(_ inserter: String, of draft: WriterDraft, type: WriterType) {
        let field = "offline_store_inserter_db_type"
        if inserter.isEmpty {
            let isGiven = draft.spec.positions.fields[field] != nil
            // A value that could not be read is reported already.
            guard type.checks.contains(.inserterType), !isGiven || draft.spec.offlineStoreInserterDBType != nil else {
                return
            }
            add(
                .warning, "inserter-type", draft, isGiven ? field : "",
                "'\(field)' is \(isGiven ? "empty" : "missing"): what the offline store needs is not checked",
                hint: "say snowflake, bigquery, …")
            return
        }
        // Only these two change what a writer needs; the published schema has no list of the others.
        let known = Set(["snowflake", "bigquery"]).union(type.imageFamilyByInserter.keys)
        guard type.checks.contains(.snowflakeIntegration) || type.checks.contains(.inserterType),
            !known.contains(inserter.lowercased())
        else { return }
        add(
            .warning, "inserter-type", draft, field,
            "what \(Quoting.quoted(inserter)) needs is not known: it is not checked",
            hint: Suggestions.question(Suggestions.matches(for: inserter, among: known.sorted())))
    }

    private mutating func checkResources(of draft: WriterDraft) {
        let request = draft.spec.request
        let limit = draft.spec.limit
        let pairs = [
            ("cpu", request.cpu, limit.cpu), ("memory", request.memory, limit.memory),
            ("ephemeral_storage", request.ephemeralStorage, limit.ephemeralStorage),
        ]
        for (name, request, limit) in pairs {
            guard let request, let limit, let wanted = Quantity(request), let most = Quantity(limit), wanted > most
            else {
                continue
            }
            add(
                .error, "request-above-limit", draft, "request.\(name)",
                "\(Quoting.quoted(request)) is above the limit \(Quoting.quoted(limit))", hint: "raise the limit")
        }
        for (object, value) in [("request", request.storage), ("limit", limit.storage)] where value?.isEmpty == false {
            add(
                .warning, "storage-resource", draft, "\(object).storage",
                "containers have no resource 'storage': Kubernetes refuses it, so it is not rendered",
                hint: "did you mean 'ephemeral_storage'?")
        }
        let given = [request.cpu, request.memory, limit.cpu, limit.memory].contains { $0?.isEmpty == false }
        if !given, draft.spec.positions.fields["request"] == nil || request == ResourceQuantities() {
            add(
                .warning, "no-requests", draft, "",
                "it requests neither CPU nor memory: its pods go first when a node runs out", hint: "set request")
        }
    }

    private mutating func checkReplicas(of draft: WriterDraft) {
        guard let count = draft.spec.defaultReplicaCount else { return }
        if count == 0 {
            add(
                .warning, "zero-replicas", draft, "default_replica_count",
                "0 is the same as absent: a new writer gets 1, a live one keeps its count",
                hint: "remove it; a writer that must not run is left out of the spec")
        }
        if count > 0, isAutoscaled(draft) {
            add(
                .warning, "hpa-and-replicas", draft, "default_replica_count",
                "the autoscaler sets the number of replicas, so this has no effect", hint: "remove one of the two")
        }
    }

    private mutating func checkApplicability(of draft: WriterDraft, type: WriterType) {
        let group = draft.spec.kafkaConsumerGroupOverride
        if backend.backend == .pubSub, group?.isEmpty == false {
            add(
                .warning, "not-applicable", draft, "kafka_consumer_group_override",
                "the field has no effect: the backend is PUBSUB", hint: "remove it")
        }
        guard draft.isKnownType else { return }
        let applicable = environmentFields(of: type)
        var given = Set(draft.spec.passThrough.keys)
        if group?.isEmpty == false, backend.backend == .kafka { given.insert("kafka_consumer_group_override") }
        if draft.spec.offlineStoreInserterDBType?.isEmpty == false { given.insert("offline_store_inserter_db_type") }
        if draft.spec.maxBatchSize != nil { given.insert("max_batch_size") }
        if draft.spec.messageProcessingConcurrency != nil { given.insert("message_processing_concurrency") }
        for field in given.subtracting(applicable).sorted() {
            add(
                .warning, "not-applicable", draft, field, "the field has no effect on \(type.name)", hint: "remove it")
        }
    }
}
