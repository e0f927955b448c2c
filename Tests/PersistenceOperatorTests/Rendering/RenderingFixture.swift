import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

/// A resolved spec of one writer, made by hand so that each rule is tested on its own.
struct RenderingFixture {
    var spec: ResolvedSpec
    var writer: ResolvedWriter
    var settings = RenderSettings()
    var catalogue = Catalogue.builtIn
    var apiVersions = APIVersions.newest

    init(_ typeName: String = "ONLINE_WRITER", backend: BusBackend = .pubSub) {
        var document = PersistenceDocument()
        document.common.positions.path = "common_persistence_specs"
        let kafka = KafkaConnection(
            bootstrapServers: ["b-1:9096", "b-2:9096"], securityProtocol: "SASL_SSL", saslMechanism: "SCRAM-SHA-512",
            secretName: "AmazonMSK_x")
        spec = ResolvedSpec(
            document: document, namespace: "ns", serviceAccountName: "sa", backend: backend,
            backendProvenance: .operatorDefault("bus_backend"), kafka: backend == .kafka ? kafka : nil,
            googleCloudProject: nil, writers: [], faultyWriters: [])
        var entry = WriterSpec()
        entry.positions.path = "writers[0]"
        let type = catalogue.types[typeName]
        writer = ResolvedWriter(
            index: 0, name: "w", type: type ?? catalogue.unknownType(named: typeName), isKnownType: type != nil,
            image: "registry.example.com/writer:1", imageProvenance: .option("--image python=…"), busFields: [:],
            consumerGroup: nil, endpoints: [], spec: entry)
    }

    func render() -> RenderedWriter {
        Renderer(settings: settings, catalogue: catalogue, apiVersions: apiVersions).render(writer, of: spec)
    }

    func object(_ kind: String) throws -> RenderedObject {
        try #require(render().objects.first { $0.kind == kind })
    }

    func deployment() throws -> JSONValue { try object("Deployment").body }

    func podTemplate() throws -> JSONValue { try #require(try deployment()[path: "spec", "template"]) }

    func podSpec() throws -> JSONValue { try #require(try podTemplate()["spec"]) }

    func container(_ name: String = "writer") throws -> JSONValue {
        try #require(try podSpec()["containers"]?.array?.first { $0["name"]?.string == name })
    }

    /// The container's variables: values by name; of references the JSON text of `valueFrom`.
    func environment() throws -> [String: String] {
        let entries = try container()["env"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: entries.map { entry in
                (entry["name"]?.string ?? "", entry["value"]?.string ?? entry["valueFrom"]?.text() ?? "")
            })
    }

    func autoscaler() throws -> JSONValue {
        try #require(try object("HorizontalPodAutoscaler").body["spec"])
    }

    func budget() throws -> JSONValue { try #require(try object("PodDisruptionBudget").body["spec"]) }
}

extension JSONValue {
    /// The elements' members of one name.
    func all(_ name: String) -> [String] { array?.compactMap { $0[name]?.string } ?? [] }
}
