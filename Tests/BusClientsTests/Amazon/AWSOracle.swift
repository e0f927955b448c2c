import Documents
import TestPeers

/// What botocore makes of generated requests.
enum AWSOracle {
    /// The members `requests` and `logins`, each with this many cases, made with the tests' key and session token.
    static func cases(_ count: Int) async throws -> JSONValue {
        let answer = try await ChildProcess.run(
            PythonPeers.interpreter,
            [
                Checkout.path("Tests/TestPeers/Resources/aws-signatures.py"), String(count),
                TestSecret.awsSecretAccessKey.value, TestSecret.awsSessionToken.value,
            ])
        guard answer.exitCode == 0 else { throw TestPeerError("aws-signatures.py: \(answer.errors)") }
        return try JSONValue(parsing: answer.output)
    }
}
