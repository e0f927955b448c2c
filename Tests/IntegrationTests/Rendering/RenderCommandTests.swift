import Documents
import TestPeers
import Testing

/// `operator render` and `operator catalogue` as a user runs them.
@Suite struct RenderCommandTests {
    private let kafka = Checkout.path("examples/kafka.json")

    @Test func printsTheCommittedBytesToStandardOutputAndNothingElse() async throws {
        let result = try await OperatorCLI.run("render", "-f", kafka)
        let golden = Scratch.text(
            ofFile: Checkout.path("Tests/PersistenceOperatorTests/Rendering/Golden/kafka.yaml"))
        #expect(result.exitCode == 0)
        #expect(!golden.isEmpty && result.output == golden)
        #expect(result.errors == "")
    }

    @Test func saysOnStandardErrorWhatIsLeftOut() async throws {
        let key = TestSecret.autodiscoverKey.value
        let spec = Scratch.text(ofFile: kafka).replacing(
            "\"api_server_host\"", with: "\"autodiscover_key\": \"\(key)\",\n  \"api_server_host\"")
        let result = try await OperatorCLI.run("render", "-f", "-", input: spec)
        #expect(result.exitCode == 0)
        #expect(result.errors.contains("Secret background-persistence-autodiscover is left out"))
        #expect(result.output.contains("secretKeyRef"))
        #expect(!(result.output + result.errors).contains(key))
    }

    @Test func explainsEachFieldWithItsPlaceInTheSpec() async throws {
        let result = try await OperatorCLI.run("render", "-f", kafka, "--explain")
        #expect(result.exitCode == 0)
        #expect(result.output.contains("# \(kafka):"))
        #expect(result.output.contains("# catalogue GO_METRICS_BUS_WRITER.minReadySeconds"))
        #expect(!result.output.contains("# unknown"))
    }

    @Test func anInvalidSpecRendersNothing() async throws {
        let result = try await OperatorCLI.run("render", "-f", Checkout.path("examples/mistakes.json"))
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        #expect(result.errors.contains("nothing was touched"))
    }

    @Test(arguments: [["render"], ["check"], ["diff", "--offline", "x"], ["reconcile", "--once"]])
    func whoeverAsksForDataGetsTheFindingsOfAnInvalidSpecAsData(command: [String]) async throws {
        let arguments = command + ["-f", Checkout.path("examples/mistakes.json"), "-o", "json"]
        let result = try await OperatorCLI.start(arguments).finish()
        #expect(result.exitCode == 65)
        let report = try JSONValue(parsing: result.output)
        #expect(report["kind"] == "ValidationReport")
        #expect(report["valid"] == false)
        #expect(report["diagnostics"]?.array?.isEmpty == false)
        #expect(result.errors.contains("nothing was touched"))
    }

    @Test func aHeldWriterIsLeftOutWithExitTwo() async throws {
        let spec = Checkout.path("Tests/PersistenceOperatorTests/Rendering/Golden/every-field-pubsub.json")
        let result = try await OperatorCLI.run("render", "-f", spec)
        #expect(result.exitCode == 2)
        #expect(!result.output.contains("name: offline-writer"))
        #expect(result.errors.contains("held: offline-writer: "))
    }

    @Test(arguments: [["--instance", "Not A Label"], ["--kube-version", "latest"], ["--pod-security", "strict"]])
    func wrongOptionsAreUsageErrors(options: [String]) async throws {
        let result = try await OperatorCLI.start(["render", "-f", kafka] + options).finish()
        #expect(result.exitCode == 64)
        #expect(result.output == "" && !result.errors.isEmpty)
    }

    @Test func aCatalogueFileChangesWhatIsRendered() async throws {
        let catalogue = try Scratch.file(
            "catalogue.yaml",
            """
            podTemplate: {spec: {priorityClassName: high}}
            types: {ONLINE_WRITER: {minReadySeconds: 5}}
            """)
        let result = try await OperatorCLI.run("render", "-f", kafka, "--catalogue", catalogue, "--explain")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("spec.minReadySeconds = 5  # catalogue ONLINE_WRITER.minReadySeconds"))
        #expect(result.output.contains("priorityClassName = \"high\"  # overlay podTemplate"))
    }

    @Test func mistakesInACatalogueFileAreShownLikeThoseInASpec() async throws {
        let catalogue = try Scratch.file("catalogue.yaml", "types: {ONLINE_WRITER: {minReadySecond: 5}}\n")
        let result = try await OperatorCLI.run("render", "-f", kafka, "--catalogue", catalogue)
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        let finding = "\(catalogue):1:25: error: types.ONLINE_WRITER.minReadySecond: 'minReadySecond' is no key"
        #expect(result.errors.hasPrefix(finding))
        #expect(result.errors.contains("did you mean 'minReadySeconds'? [unknown-field]"))
    }

    @Test(arguments: ["yaml", "json"]) func thePrintedCatalogueIsACatalogueFile(format: String) async throws {
        let printed = try await OperatorCLI.run("catalogue", "-o", format)
        #expect(printed.exitCode == 0)
        let file = try Scratch.file("catalogue.\(format)", printed.output)
        let again = try await OperatorCLI.run("catalogue", "-o", format, "--catalogue", file)
        #expect(again.output == printed.output)
    }

    @Test func theCatalogueIsATableForPeople() async throws {
        let result = try await OperatorCLI.run("catalogue")
        #expect(result.exitCode == 0)
        #expect(result.output.split(separator: "\n").count == 14)
    }
}
