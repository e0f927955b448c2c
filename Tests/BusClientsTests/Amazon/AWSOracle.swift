import Documents
import TestPeers

/// What botocore makes of generated requests.
enum AWSOracle {
    /// A session token that is no secret of the tests: what the oracle prints has it, plain and encoded.
    static let sessionToken = "session-of-the-oracle"

    /// The members `requests` and `logins`, each with this many cases, made with the tests' key and the oracle's session token.
    static func cases(_ count: Int) async throws -> JSONValue {
        let answer = try await ChildProcess.run(
            PythonPeers.interpreter,
            [
                Checkout.path("Tests/TestPeers/Resources/aws-signatures.py"), String(count),
                TestSecret.awsSecretAccessKey.value, sessionToken,
            ])
        guard answer.exitCode == 0 else { throw TestPeerError("aws-signatures.py: \(answer.errors)") }
        return try JSONValue(parsing: answer.output)
    }
}
