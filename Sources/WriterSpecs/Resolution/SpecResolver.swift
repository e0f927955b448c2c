import Documents

/// Looks up, infers and defaults what a typed document leaves open, and notes what is missing.
struct SpecResolver {
    let document: PersistenceDocument
    let options: SpecReadingOptions
    let catalogue: Catalogue
    let backend: BackendResolution
    var sink: DiagnosticSink
    /// The bus fields of each type that the document names: looked up once, not once a writer.
    private var busFieldsByType: [String: [BusField]] = [:]
    /// The environment fields of each type that the document names.
    private var environmentFieldsByType: [String: Set<String>] = [:]

    init(_ document: PersistenceDocument, options: SpecReadingOptions, catalogue: Catalogue, sink: DiagnosticSink) {
        self.document = document
        self.options = options
        self.catalogue = catalogue
        self.sink = sink
        backend = BackendResolution(document)
    }

    /// The project of short Pub/Sub names; `nil`: from the environment at run time.
    var googleCloudProject: String? {
        if let project = document.common.googleCloudProject, !project.isEmpty { return project }
        return options.googleCloudProject
    }

    /// Checks and resolves the whole document.
    mutating func resolve() -> ResolvedSpec? {
        checkBus()
        checkDocument()
        var drafts: [WriterDraft] = []
        drafts.reserveCapacity(document.writers.count)
        for (index, writer) in document.writers.enumerated() {
            let draft = draft(of: writer, at: index)
            check(draft)
            drafts.append(draft)
        }
        checkNames(drafts)
        checkWiring(drafts)
        checkPipelines(drafts)
        guard !sink.documentIsAtFault, let namespace = document.common.namespace,
            let account = document.common.serviceAccountName
        else { return nil }
        let faults = sink.codesByWriter
        return ResolvedSpec(
            document: document, namespace: namespace, serviceAccountName: account, backend: backend.backend,
            backendProvenance: backend.provenance, kafka: kafkaConnection, googleCloudProject: googleCloudProject,
            writers: drafts.filter { faults[$0.index] == nil }.compactMap(\.resolved),
            faultyWriters: faults.keys.sorted().map { index in
                FaultyWriter(index: index, name: drafts[index].name, codes: faults[index] ?? [])
            })
    }

    private var kafkaConnection: KafkaConnection? {
        guard backend.backend == .kafka, let servers = document.kafkaBootstrapServers, !servers.isEmpty else {
            return nil
        }
        return KafkaConnection(of: document)
    }

    // MARK: Looking up

    /// The fields that reach the environment of a type.
    mutating func environmentFields(of type: WriterType) -> Set<String> {
        if let known = environmentFieldsByType[type.name] { return known }
        let fields = Set(catalogue.environmentFields(of: type))
        environmentFieldsByType[type.name] = fields
        return fields
    }

    /// The bus fields that reach a type, what it consumes and produces included.
    mutating func busFields(of type: WriterType) -> [BusField] {
        if let known = busFieldsByType[type.name] { return known }
        let fields = Set(catalogue.busFields(of: type)).union(type.consumes).union(type.produces).sorted()
        busFieldsByType[type.name] = fields
        return fields
    }

    /// The value of a bus field: with Kafka an absent subscription is its topic.
    func busField(_ field: BusField) -> ResolvedField? {
        if let value = document.common.busFields[field] {
            return ResolvedField(value, from: document.common.positions.provenance(of: field.rawValue))
        }
        guard backend.backend == .kafka, let topic = field.topicField, let value = document.common.busFields[topic]
        else {
            return nil
        }
        return ResolvedField(value, from: document.common.positions.provenance(of: topic.rawValue))
    }

    // MARK: Finding

    mutating func add(
        _ severity: Diagnostic.Severity, _ code: String, _ positions: FieldPositions, _ field: String,
        _ scope: Diagnostic.Scope, _ message: String, hint: String? = nil
    ) {
        let place = positions.place(of: field)
        sink.add(
            Diagnostic(
                code: code, severity: severity, scope: scope, position: place.position, path: place.path,
                message: message, hint: hint))
    }
}

extension FieldPositions {
    /// Where a field stands, or the object that lacks it; the path as the document spells it. An empty name is the object.
    func place(of field: String) -> (path: String, position: SourcePosition) {
        let position = fields[field] ?? start ?? .start
        if field.isEmpty { return (path, position) }
        let spelling = spellings[field] ?? field
        return (path.isEmpty ? spelling : "\(path).\(spelling)", position)
    }
}
