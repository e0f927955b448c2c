import Documents

extension SpecResolver {
    /// Looks up all that a writer's entry leaves open.
    mutating func draft(of writer: WriterSpec, at index: Int) -> WriterDraft {
        var draft = WriterDraft(index: index, spec: writer)
        let typeName = writer.busSubscriberType.flatMap { $0.isEmpty ? nil : $0 }
        draft.name = writer.name.flatMap { $0.isEmpty ? nil : $0 } ?? typeName.map(Self.defaultName)
        guard let typeName else { return draft }
        let known = knownType(typeName, of: writer, at: index)
        let type = known ?? catalogue.unknownType(named: typeName)
        draft.type = type
        draft.isKnownType = known != nil
        draft.image = image(of: writer, type: type)
        for field in busFields(of: type) { draft.busFields[field] = busField(field) }
        if backend.backend == .kafka { draft.consumerGroup = consumerGroup(of: writer, type: type) }
        draft.endpoints = endpoints(of: type, fields: draft.busFields)
        return draft
    }

    /// The type in lower case, with hyphens.
    static func defaultName(ofType type: String) -> String {
        String(type.lowercased().map { $0 == "_" ? "-" : $0 })
    }

    private mutating func knownType(_ name: String, of writer: WriterSpec, at index: Int) -> WriterType? {
        if let type = catalogue.types[name] { return type }
        let names = catalogue.types.keys.sorted()
        if let match = names.first(where: { $0.lowercased() == name.lowercased() }) {
            add(
                .error, "enum", writer.positions, "bus_subscriber_type", .writer(index),
                "\(Quoting.quoted(name)) is in the wrong case", hint: "did you mean '\(match)'?")
            return catalogue.types[match]
        }
        let question = Suggestions.question(Suggestions.matches(for: name, among: names))
        add(
            .warning, "unknown-type", writer.positions, "bus_subscriber_type", .writer(index),
            "\(Quoting.quoted(name)) is not in the catalogue: what it consumes, produces and needs is not checked",
            hint: question ?? "an entry of a catalogue file (--catalogue) says what it needs")
        return nil
    }

    private func image(of writer: WriterSpec, type: WriterType) -> ResolvedField? {
        if let image = writer.imageOverride, !image.isEmpty {
            return ResolvedField(image, from: writer.positions.provenance(of: "image_override"))
        }
        guard let family = imageFamily(of: writer, type: type) else { return nil }
        if let image = document.common.images[family] {
            return ResolvedField(image, from: document.common.positions.provenance(of: family.fieldName))
        }
        return options.images[family].map { ResolvedField($0, from: .option("--image \(family.rawValue)=\($0)")) }
    }

    /// The family whose image a writer runs, by its inserter where the type says so.
    func imageFamily(of writer: WriterSpec, type: WriterType) -> ImageFamily? {
        if let inserter = writer.offlineStoreInserterDBType?.lowercased(),
            let family = type.imageFamilyByInserter[inserter]
        {
            return family
        }
        return type.imageFamily
    }

    private func consumerGroup(of writer: WriterSpec, type: WriterType) -> ResolvedField? {
        if let group = writer.kafkaConsumerGroupOverride, !group.isEmpty {
            return ResolvedField(group, from: writer.positions.provenance(of: "kafka_consumer_group_override"))
        }
        return type.defaultConsumerGroup.map {
            ResolvedField($0, from: .catalogue(rule: "\(type.name).defaultConsumerGroup"))
        }
    }

    private func endpoints(of type: WriterType, fields: [BusField: ResolvedField]) -> [WriterEndpoint] {
        var endpoints: [WriterEndpoint] = []
        for field in type.consumes {
            guard let value = fields[field] else { continue }
            endpoints.append(
                WriterEndpoint(role: .consume, resource: source(value.value, field), provenance: value.provenance))
        }
        for field in type.produces {
            guard let value = fields[field] else { continue }
            endpoints.append(
                WriterEndpoint(role: .produce, resource: topic(value.value), provenance: value.provenance))
        }
        if backend.backend == .kafka, type.usesDeadLetterTopic, !type.consumes.isEmpty,
            let deadLetter = document.common.kafkaDLQTopic, !deadLetter.isEmpty
        {
            endpoints.append(
                WriterEndpoint(
                    role: .deadLetter, resource: .kafkaTopic(deadLetter),
                    provenance: document.common.positions.provenance(of: "kafka_dlq_topic")))
        }
        return endpoints
    }

    private func source(_ value: String, _ field: BusField) -> WriterEndpoint.Resource {
        if backend.backend == .kafka { return .kafkaTopic(value) }
        let name = PubSubName(value)
        return .pubSubSubscription(
            project: name.project ?? googleCloudProject, id: name.id,
            topic: field.topicField.flatMap { document.common.busFields[$0] })
    }

    private func topic(_ value: String) -> WriterEndpoint.Resource {
        if backend.backend == .kafka { return .kafkaTopic(value) }
        let name = PubSubName(value)
        return .pubSubTopic(project: name.project ?? googleCloudProject, id: name.id)
    }
}
