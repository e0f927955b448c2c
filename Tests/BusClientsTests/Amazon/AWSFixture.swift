import FoundationEssentials
import TestPeers

@testable import BusClients

/// A process's environment for AWS, with the answers of its services.
struct AWSFixture {
    let server: StubHTTPServer
    let folder = Scratch.path("aws")

    init(respond: @escaping @Sendable (StubRequest) -> StubResponse = { _ in StubResponse(404) }) throws {
        server = try StubHTTPServer(respond: respond)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    var url: String { "http://127.0.0.1:\(server.port)" }

    /// Variables and files that name the stub for all services.
    func environment(_ variables: [String: String] = [:], files: [String: String] = [:]) throws -> AWSEnvironment {
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        let base = [
            "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url, "AWS_REGION": "eu-central-1",
            "AWS_SHARED_CREDENTIALS_FILE": "\(folder)/credentials", "AWS_CONFIG_FILE": "\(folder)/config",
        ]
        return try AWSEnvironment(base.merging(variables) { $1 }.filter { !$0.value.isEmpty })
    }

    /// Asks one source.
    func ask(_ source: AWSCredentialSource, _ environment: AWSEnvironment) async throws -> AWSCredentials? {
        try await source.credentials(in: environment, region: "eu-central-1", deadline: .now + .seconds(10))
    }

    /// The answer of the Security Token Service.
    static func roleAnswer(_ action: String, id: String = "ASIAROLE") -> StubResponse {
        let text = """
            <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result>
              <Credentials>
                <AccessKeyId>\(id)</AccessKeyId>
                <SecretAccessKey>\(TestSecret.awsSecretAccessKey.value)</SecretAccessKey>
                <SessionToken>\(TestSecret.awsSessionToken.value)</SessionToken>
                <Expiration>2036-01-31T23:59:59Z</Expiration>
              </Credentials>
            </\(action)Result></\(action)Response>
            """
        return StubResponse(200, headers: [("Content-Type", "text/xml")], body: Array(text.utf8))
    }

    /// The answer of a container's agent, and of the instance metadata service.
    static let temporary = """
        {"AccessKeyId": "ASIATEMP", "SecretAccessKey": "\(TestSecret.awsSecretAccessKey.value)",
         "Token": "\(TestSecret.awsSessionToken.value)", "Expiration": "2036-01-31T23:59:59Z"}
        """
}
