import Documents

/// Which fields have no effect on the document's bus or a writer's type, told before anything is decoded.
///
/// What must be known first may stand last in the text, and looking ahead costs less than keeping findings back. Where it
/// cannot be told, as with a misspelt name, every field has its effect.
struct FieldEffects {
    private let backend: BusBackend
    private let isDeclared: Bool
    private let catalogue: Catalogue
    private var byType: [String: Set<String>] = [:]

    init(of root: DocumentNode, catalogue: Catalogue) {
        self.catalogue = catalogue
        let common = root.member(named: "common_persistence_specs")
        let declared = common?.member(named: "bus_backend")?.string.flatMap(BusBackend.init(rawValue:))
        isDeclared = declared != nil
        let kafkaFields = Self.kafkaFields.compactMap { root.member(named: $0) ?? common?.member(named: $0) }
        backend = declared ?? (kafkaFields.contains { $0.string?.isEmpty == false } ? .kafka : .pubSub)
    }

    /// The fields of the document itself without effect. Without a declared bus these fields say which it is.
    var ofDocument: Set<String> { isDeclared && backend == .pubSub ? Self.kafkaFields : [] }

    /// The fields of a writer without effect, those of its objects as `object.field`.
    mutating func ofWriter(_ node: DocumentNode) -> Set<String> {
        let name = node.member(named: "bus_subscriber_type")?.string ?? ""
        if let known = byType[name] { return known }
        // Names that the catalogue does not have share an entry, or a hostile document could make one for each.
        guard let type = catalogue.types[name] else { return fields(of: nil) }
        let fields = fields(of: type)
        byType[name] = fields
        return fields
    }

    private func fields(of type: WriterType?) -> Set<String> {
        var fields: Set = ["request.storage", "limit.storage"]
        if let type { fields.formUnion(catalogue.fieldsWithoutEffect(on: type)) }
        if backend == .pubSub { fields.insert("kafka_consumer_group_override") }
        if backend == .kafka || type?.readsBus == false {
            fields.formUnion(SpecTables.autoscaling.fields.map { "hpa_specs.\($0.descriptor.name)" })
        }
        return fields
    }

    /// The fields of the document and its common part that only Kafka has.
    private static let kafkaFields = EnvironmentField.kafkaOnly.subtracting(["kafka_consumer_group_override"])
}

extension DocumentNode {
    /// The first member of a field's name, in either of its current spellings.
    fileprivate func member(named name: String) -> DocumentNode? {
        guard let members else { return nil }
        let camelCase = FieldDescriptor.camelCase(name)
        return members.first { $0.key == name || $0.key == camelCase }?.value
    }
}
