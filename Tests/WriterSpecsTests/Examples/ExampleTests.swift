import Documents
import TestPeers
import Testing

@testable import WriterSpecs

@Suite("The example specs")
struct ExampleTests {
    @Test("a production-like Kafka spec has nothing to say about and resolves")
    func kafka() throws {
        let reading = SpecReader.read(ExampleSpecs.kafka)
        #expect(reading.diagnostics.map(\.summary) == [])
        let spec = try #require(reading.resolved)
        #expect(spec.backend == .kafka)
        #expect(spec.writers.count == 7)
        #expect(spec.kafka?.bootstrapServers == (1...3).map { "b-\($0).msk.example.com:9096" })
        #expect(spec.kafka?.saslMechanism == "SCRAM-SHA-512")
        #expect(spec.kafka?.secretName == "AmazonMSK_example_persistence")
    }

    @Test("a production-like Pub/Sub spec has nothing to say about and resolves")
    func pubSub() throws {
        let reading = SpecReader.read(ExampleSpecs.pubSub)
        #expect(reading.diagnostics.map(\.summary) == [])
        let spec = try #require(reading.resolved)
        #expect(spec.backend == .pubSub)
        #expect(spec.writers.map(\.name).first == "online-writer")
        #expect(spec.writers.count == 5)
        #expect(spec.googleCloudProject == "example-project")
    }

    @Test("the spec of the example resource has nothing to say about and resolves")
    func resource() throws {
        let text = Scratch.text(ofFile: Checkout.path("examples/resource.yaml"))
        let object = try #require(DocumentNode.documents(yaml: Array(text.utf8)).first).jsonValue()
        #expect(object["kind"] == "BackgroundPersistence")
        let reading = SpecReader.read(Array(try #require(object["spec"]).text().utf8))
        #expect(reading.diagnostics.map(\.summary) == [])
        #expect(reading.resolved?.writers.count == 2)
        #expect(reading.resolved?.namespace == object[path: "metadata", "namespace"]?.string)
    }

    /// Line by line: the codes, in order; a line that is not here has none.
    private static let mistakes: [Int: [String]] = [
        2: ["unknown-field"], 3: ["enum"], 4: ["dns-name"], 7: ["unused-field"], 8: ["required"], 10: ["host"],
        11: ["host-port"], 12: ["enum"], 13: ["wrong-type"], 14: ["enum"], 16: ["missing-image"],
        17: ["duplicate-name"], 18: ["unknown-type"], 19: ["request-above-limit", "quantity"], 20: ["unknown-field"],
        21: ["negative-count"], 23: ["no-requests"], 24: ["duplicate-name"], 25: ["missing-image"],
        26: ["pdb-bounds"], 27: ["pdb-range"], 28: ["not-applicable", "ratio"], 29: ["env-name"],
        30: ["hpa-on-kafka", "hpa-range"],
    ]

    @Test("every mistake of a bad spec is found in one run, and nothing else is named")
    func mistakes() {
        let reading = SpecReader.read(ExampleSpecs.mistakes)
        let found = Dictionary(grouping: reading.diagnostics) { Int($0.position.line) }
        #expect(Set(1...33).subtracting(found.keys) == [1, 5, 6, 9, 15, 22, 31, 32, 33])
        for (line, codes) in found {
            #expect(Set(codes.map(\.code)).isSubset(of: Self.mistakes[line] ?? []), "\(line)")
        }
        #expect(
            reading.diagnostics.allSatisfy {
                $0.hint != nil || $0.code == "pdb-range" || $0.code == "ratio"
                    || $0.code == "hpa-range" || $0.code == "hpa-on-kafka" || $0.code == "negative-count"
            })
        #expect(reading.resolved == nil)
        #expect(reading.diagnostics.map(\.position) == reading.diagnostics.map(\.position).sorted())
    }

    @Test("the hints of a bad spec say what was meant")
    func hints() {
        let reading = SpecReader.read(ExampleSpecs.mistakes)
        let hints = [
            ("unknown-field", "common_specs", "'common_persistence_specs'"),
            ("enum", "common_specs.bus_backend", "'KAFKA'"),
            ("dns-name", "common_specs.namespace", "'background-persistence'"),
            ("enum", "kafka_security_protocol", "'SASL_PLAINTEXT' or 'SASL_SSL'"),
            ("wrong-type", "redis_is_clustered", "\"1\""), ("enum", "metadata_provider", "'GRPC_SERVER'"),
            ("unknown-type", "writers[0].bus_subscriber_type", "'GO_METRICS_BUS_WRITER'"),
            ("quantity", "writers[0].request.memory", "'512M' or '512Mi'"),
            ("unknown-field", "writers[0].limit.memroy", "'memory'"),
            ("env-name", "writers[1].additional_env_vars.1BAD NAME", "'_1BAD_NAME'"),
        ]
        for (code, path, hint) in hints {
            #expect(reading.finding(code, at: path)?.hint?.contains(hint) == true, "\(path)")
        }
    }

    @Test("a YAML rendition reads like its JSON")
    func yaml() throws {
        for bytes in [ExampleSpecs.kafka, ExampleSpecs.pubSub, ExampleSpecs.mistakes] {
            var options = SpecReadingOptions()
            options.format = .yaml
            let yaml = try YAMLWriter.text(of: JSONValue(parsing: bytes))
            let fromYAML = SpecReader.read(Array(yaml.utf8), options: options)
            let fromJSON = SpecReader.read(bytes)
            #expect(
                Set(fromYAML.diagnostics.map { $0.path + $0.code })
                    == Set(fromJSON.diagnostics.map { $0.path + $0.code }))
            #expect(fromYAML.resolved?.writers.map(\.name) == fromJSON.resolved?.writers.map(\.name))
        }
    }
}

extension Diagnostic {
    /// The finding as one line.
    var summary: String {
        "\(position) \(severity.rawValue) [\(code)] \(path): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
