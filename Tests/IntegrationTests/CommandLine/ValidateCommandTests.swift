import Documents
import TestPeers
import Testing

@Suite("operator validate and schema")
struct ValidateCommandTests {
    @Test("a good spec is 0, a bad one 65, also from standard input")
    func examples() async throws {
        let good = try await OperatorCLI.run("validate", "-f", Checkout.path("examples/kafka.json"))
        #expect(good.exitCode == 0)
        #expect(good.output.hasSuffix("no errors; 7 writers, KAFKA, namespace background-persistence\n"))
        #expect(good.errors.isEmpty)
        let text = Scratch.text(ofFile: Checkout.path("examples/mistakes.json"))
        let bad = try await OperatorCLI.run("validate", "-f", "-", input: text)
        #expect(bad.exitCode == 65)
        #expect(bad.output.contains("<stdin>:19:42: error: writers[0].request.memory: '512Mb' is not a quantity;"))
        #expect(!bad.output.contains("\u{1B}"))
    }

    @Test(
        "what the command line gets wrong is 64, and says what to do",
        arguments: [
            (["validate"], "--spec is missing; name"), (["validate", "-f", "x", "--nonsense"], "nonsense"),
            (["nonsense"], "nonsense"),
            (["validate", "-f", "x", "--image", "cobol=x"], "go, python, bswl, rust"),
            (["validate", "-f", "x", "-o", "xml"], "xml"), (["validate", "-f", "x", "-f", "y"], "given 2 times"),
            (["render", "-f", "x", "--spec", "x"], "one spec"),
            (["validate", "-f", Checkout.path("examples/kafka.json"), "-n", "other"], "background-persistence"),
            // All of it is read before the cluster is looked for.
            (["run", "--kubeconfig", "/nowhere", "--lease", "x"], "NAMESPACE/NAME"),
            (["run", "--kubeconfig", "/nowhere", "--listen", "x"], "127.0.0.1:8080"),
            (["run", "--kubeconfig", "/nowhere", "--spec-configmap", "x"], "NAMESPACE/NAME:KEY"),
            (["run", "--kubeconfig", "/nowhere", "--lease-duration", "3s"], "a second longer"),
        ])
    func usage(arguments: [String], said: String) async throws {
        let result = try await OperatorCLI.start(arguments).finish()
        #expect(result.exitCode == 64)
        #expect(result.errors.contains(said))
        #expect(result.output.isEmpty)
    }

    @Test("--image gives the images that newer specs do not carry")
    func images() async throws {
        var spec = try JSONValue(parsing: Scratch.text(ofFile: Checkout.path("examples/kafka.json")))
        var common = try #require(spec["common_persistence_specs"])
        for family in ["go", "python", "bswl", "rust"] { common["bus_writer_image_\(family)"] = nil }
        spec["common_persistence_specs"] = common
        let without = try await OperatorCLI.run("validate", "-f", "-", input: spec.text())
        #expect(without.exitCode == 65)
        let with = try await OperatorCLI.run(
            "validate", "-f", "-", "--image", "go=a/go:1", "--image", "python=a/python:1", input: spec.text())
        #expect(with.exitCode == 0)
    }

    @Test("secrets of a spec are in no output, whatever is wrong with it")
    func secrets() async throws {
        let key = TestSecret.autodiscoverKey.value
        let password = TestSecret.inlinePassword.value
        let text = #"""
            {"autodiscover_key": "\#(key)", "kafka_sasl_secret": "{\"password\": \"\#(password)\"}",
             "writers": [{"additional_env_vars": {"DB_PASSWORD": "\#(password)", "1": "\#(password)"}}]}
            """#
        for output in ["text", "json", "github"] {
            let result = try await OperatorCLI.run("validate", "-f", "-", "-o", output, input: text)
            #expect(result.exitCode == 65)
            #expect(!result.output.contains(key) && !result.output.contains(password))
        }
        let broken = try await OperatorCLI.run("validate", "-f", "-", input: #"{"autodiscover_key": \#(key)}"#)
        #expect(broken.exitCode == 65)
        #expect(!broken.output.contains(key))
    }

    @Test("the schema is JSON of its dialect")
    func schema() async throws {
        let result = try await OperatorCLI.run("schema")
        #expect(result.exitCode == 0)
        #expect(
            try JSONValue(parsing: result.output)["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    }
}
