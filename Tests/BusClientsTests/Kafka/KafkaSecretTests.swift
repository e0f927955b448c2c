import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite struct KafkaSecretTests {
    private func folder(_ files: [String: String]) throws -> String {
        let folder = Scratch.path("secret")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        return folder
    }

    @Test func bothFormsOfTheMountedSecretAreUnderstood() throws {
        let short = try KafkaSecret(directory: folder(["username": "writer\n", "password": "pass word\r\n"]))
        #expect(short.credentials == KafkaCredentials(username: "writer", password: "pass word"))
        #expect(short.bootstrapServers.isEmpty)
        let long = try KafkaSecret(
            directory: folder([
                "sasl_username": "writer", "sasl_password": "p", "bootstrap_servers": "b-1:9096, b-2:9096\n",
            ]))
        #expect(long.credentials?.username == "writer")
        #expect(long.bootstrapServers == ["b-1:9096", "b-2:9096"])
        #expect(try KafkaSecret(directory: folder(["bootstrap_servers": "b-1:9092"])).credentials == nil)
    }

    @Test(
        arguments: [
            ([:], "holds neither"), (["username": "u"], "holds a user name, but no password"),
            (["password": "p"], "holds a password, but no user name"),
            (["username": "u", "password": "\n"], "is empty"),
        ] as [([String: String], String)])
    func aSecretThatCannotBeUsedSaysWhy(files: [String: String], message: String) throws {
        let folder = try folder(files)
        let failure = #expect(throws: KafkaSecret.Failure.self) { try KafkaSecret(directory: folder) }
        #expect(failure?.message.contains(message) == true)
    }

    @Test(
        arguments: [
            ([:], "holds neither"), (["kafka.json": "no JSON"], "'s, key kafka.json' is not a JSON object"),
            (["password": "p"], "holds a password, but no user name"),
            (["username": "u", "password": "\n"], "is empty"),
            (["a": "x", "b": "y"], "holds neither"),
        ] as [([String: String], String)])
    func aKubernetesSecretThatCannotBeUsedSaysWhy(data: [String: String], message: String) {
        let failure = #expect(throws: KafkaSecret.Failure.self) {
            try KafkaSecret(data: data.mapValues { Array($0.utf8) }, name: "s")
        }
        #expect(failure?.message.contains(message) == true, "\(String(describing: failure))")
    }

    @Test func aMissingFolderIsNotAnEmptySecret() {
        #expect(throws: KafkaSecret.Failure.self) { try KafkaSecret(directory: "/does/not/exist") }
    }

    @Test func theEnvironmentGivesBothOrNeither() throws {
        #expect(try KafkaSecret(environment: [:]).credentials == nil)
        let both = ["KAFKA_SASL_USERNAME": "u", "KAFKA_SASL_PASSWORD": "p"]
        #expect(try KafkaSecret(environment: both).credentials == KafkaCredentials(username: "u", password: "p"))
        for name in both.keys {
            #expect(throws: KafkaSecret.Failure.self) { try KafkaSecret(environment: [name: "x"]) }
        }
    }

    @Test func credentialsAndTokensDescribeThemselvesWithoutTheSecret() {
        let credentials = KafkaCredentials(username: "writer", password: "hunter2hunter2")
        let token = AccessToken("hunter2hunter2")
        var settings = KafkaClientSettings(bootstrapServers: ["b-1:9096"], securityProtocol: .saslSSL)
        settings.credentials = credentials
        var dumped = ""
        dump(settings, to: &dumped)
        dump(token, to: &dumped)
        let texts = ["\(settings)", "\(token)", String(reflecting: credentials), String(reflecting: token), dumped]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect(settings.principal == "User:writer")
    }

    @Test func theRedactorTakesSecretsOutOfTextsOfOthers() {
        let redactor = SecretRedactor(["secret", "secret-2", "", "abc"])
        #expect(redactor.redact("x secret-2 y secret z abc") == "x <hidden> y <hidden> z abc")
        #expect(redactor.redact("secretsecret, secre") == "<hidden><hidden>, secre")
        // What is long may have been cut by who repeats it.
        let token = SecretRedactor(["0123456789abcdefghij"])
        #expect(token.redact("0123456789abcdefghij0123456789abcdef") == "<hidden><hidden>")
        #expect(token.redact("no 0123456789abcdefgh (after 5 ms)") == "no <hidden> (after 5 ms)")
        #expect(token.redact("0123456789abcde") == "0123456789abcde")
    }
}
