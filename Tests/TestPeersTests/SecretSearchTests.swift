import FoundationEssentials
import TestPeers
import Testing

@Suite struct SecretSearchTests {
    @Test(arguments: [
        "password: SECRET", "url=https://user:SECRET@host", "\"data\": {\"key\": \"BASE64\"}",
    ])
    func aSecretIsFoundAndNotRepeated(_ line: String) async throws {
        let secret = TestSecret.saslPassword.value
        let encoded = Data(secret.utf8).base64EncodedString()
        let text = line.replacing("SECRET", with: secret).replacing("BASE64", with: encoded)
        let result = try await search(["1-operator.stderr": "first\n\(text)\n"])
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("1-operator.stderr:2: a test secret"))
        #expect(!(result.output + result.errors).contains(secret))
    }

    @Test func harmlessOutputPasses() async throws {
        let result = try await search(["1-operator.stdout": "password: redacted\n", "suite.log": "passed\n"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("2 files"))
    }

    @Test func whatAnAdministratorReadBackIsNoLeak() async throws {
        let result = try await search(["7-kubectl.stdout": TestSecret.autodiscoverKey.value])
        #expect(result.exitCode == 0, "\(result.errors)")
    }

    @Test(arguments: TestSecret.allCases)
    func everySecretIsListedAndUnlikeAnythingElse(_ secret: TestSecret) {
        #expect(secret.value.count >= 16)
        #expect(TestSecret.listed.values.filter { $0 == secret.value }.count == 1)
    }

    private func search(_ files: [String: String]) async throws -> FinishedProcess {
        let folder = Scratch.path("outputs")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        return try await ChildProcess.run(Checkout.path("scripts/search-secrets"), [folder])
    }
}
