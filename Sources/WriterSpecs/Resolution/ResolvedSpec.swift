import Documents

/// The document with everything inferred, defaulted and looked up: the only input of rendering and of the bus checks.
public struct ResolvedSpec: Sendable {
    /// The document it was made from.
    public var document: PersistenceDocument
    /// The namespace of everything that is rendered.
    public var namespace: String
    /// The writers' service account.
    public var serviceAccountName: String
    /// The bus, declared or inferred.
    public var backend: BusBackend
    /// Where the backend comes from: the spec's field, or the operator's inference.
    public var backendProvenance: Provenance
    /// How Kafka is reached; `nil` with Pub/Sub, and with Kafka where no servers are given.
    public var kafka: KafkaConnection?
    /// The Google Cloud project, from the spec or an option; `nil`: from the environment at run time.
    public var googleCloudProject: String?
    /// The writers without faults, in document order.
    public var writers: [ResolvedWriter]
    /// The writers at fault, which are held as they are: nothing of them is rendered, pruned or changed.
    public var faultyWriters: [FaultyWriter]

    /// Makes a resolved spec.
    public init(
        document: PersistenceDocument, namespace: String, serviceAccountName: String, backend: BusBackend,
        backendProvenance: Provenance, kafka: KafkaConnection?, googleCloudProject: String?, writers: [ResolvedWriter],
        faultyWriters: [FaultyWriter]
    ) {
        self.document = document
        self.namespace = namespace
        self.serviceAccountName = serviceAccountName
        self.backend = backend
        self.backendProvenance = backendProvenance
        self.kafka = kafka
        self.googleCloudProject = googleCloudProject
        self.writers = writers
        self.faultyWriters = faultyWriters
    }
}

extension ResolvedSpec {
    /// The same without what only messages need: the writers as they were written, and where. For who keeps a spec for months.
    public var withoutPositions: ResolvedSpec {
        var copy = self
        copy.document.writers = []
        copy.document.positions = FieldPositions()
        copy.document.common.positions = FieldPositions()
        for index in copy.writers.indices { copy.writers[index].spec.positions = FieldPositions() }
        return copy
    }
}

/// A writer whose entry has errors.
public struct FaultyWriter: Hashable, Sendable {
    /// Its index in `writers`.
    public var index: Int
    /// Its name, or the best guess at it; `nil` where there is none.
    public var name: String?
    /// The codes of its errors, for the hold's reason.
    public var codes: [String]

    /// Makes an entry.
    public init(index: Int, name: String?, codes: [String]) {
        self.index = index
        self.name = name
        self.codes = codes
    }
}

/// How Kafka is reached, with defaults applied.
public struct KafkaConnection: Hashable, Sendable {
    /// `host:port`, in the spec's order, without blanks.
    public var bootstrapServers: [String]
    /// PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.
    public var securityProtocol: String
    /// PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM; `nil` without SASL.
    public var saslMechanism: String?
    /// The name of the cloud secret with the credentials.
    public var secretName: String?

    /// Makes a connection.
    public init(bootstrapServers: [String], securityProtocol: String, saslMechanism: String?, secretName: String?) {
        self.bootstrapServers = bootstrapServers
        self.securityProtocol = securityProtocol
        self.saslMechanism = saslMechanism
        self.secretName = secretName
    }
}

/// A writer that can be rendered.
public struct ResolvedWriter: Sendable {
    /// Its index in `writers`.
    public var index: Int
    /// The name of its objects.
    public var name: String
    /// What the catalogue knows of its type; for an unknown type an entry that knows nothing (`isKnownType` is false).
    public var type: WriterType
    /// Whether the catalogue has the type.
    public var isKnownType: Bool
    /// The image.
    public var image: String
    /// Where the image comes from.
    public var imageProvenance: Provenance
    /// The fields of the common specs that apply to this writer, resolved (subscription taken from its topic).
    public var busFields: [BusField: ResolvedField]
    /// The consumer group that somebody declared: the spec or the catalogue.
    public var consumerGroup: ResolvedField?
    /// What it consumes and produces.
    public var endpoints: [WriterEndpoint]
    /// Its entry in the document.
    public var spec: WriterSpec

    /// Makes a resolved writer.
    public init(
        index: Int, name: String, type: WriterType, isKnownType: Bool, image: String, imageProvenance: Provenance,
        busFields: [BusField: ResolvedField], consumerGroup: ResolvedField?, endpoints: [WriterEndpoint],
        spec: WriterSpec
    ) {
        self.index = index
        self.name = name
        self.type = type
        self.isKnownType = isKnownType
        self.image = image
        self.imageProvenance = imageProvenance
        self.busFields = busFields
        self.consumerGroup = consumerGroup
        self.endpoints = endpoints
        self.spec = spec
    }
}

/// A value and where it comes from.
public struct ResolvedField: Hashable, Sendable {
    /// The value.
    public var value: String
    /// Where it comes from.
    public var provenance: Provenance

    /// Makes a field.
    public init(_ value: String, from provenance: Provenance) {
        self.value = value
        self.provenance = provenance
    }
}

/// One thing on the bus that a writer needs.
public struct WriterEndpoint: Hashable, Sendable {
    /// What the writer does with it.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// Reads messages.
        case consume
        /// Publishes messages.
        case produce
        /// Publishes messages that failed.
        case deadLetter = "dead-letter"
    }

    /// What it is.
    public enum Resource: Hashable, Sendable {
        /// A Kafka topic.
        case kafkaTopic(String)
        /// A Pub/Sub topic; the project is `nil` where it comes from the environment.
        case pubSubTopic(project: String?, id: String)
        /// A Pub/Sub subscription, and the short or full name of the topic that it must belong to, where the spec says.
        case pubSubSubscription(project: String?, id: String, topic: String?)
    }

    /// What the writer does with it.
    public var role: Role
    /// What it is.
    public var resource: Resource
    /// The spec field that names it.
    public var provenance: Provenance

    /// Makes an endpoint.
    public init(role: Role, resource: Resource, provenance: Provenance) {
        self.role = role
        self.resource = resource
        self.provenance = provenance
    }
}
