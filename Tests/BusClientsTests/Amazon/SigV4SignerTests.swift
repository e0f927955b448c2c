import Documents
import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import BusClients

@Suite("AWS Signature Version 4")
struct SigV4SignerTests {
    /// The example of AWS's documentation of the signing key's use ("get-vanilla" of its test suite).
    @Test("signs the published example")
    func published() throws {
        let signer = SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            region: "us-east-1", service: "service")
        let request = AWSRequest(method: .get, endpoint: "https://example.amazonaws.com")
        let signed = try signer.signed(request, at: Date(timeIntervalSince1970: 1_440_938_160))
        #expect(
            signed.headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        )
        #expect(signed.headers["X-Amz-Date"] == "20150830T123600Z")
    }

    @Test("signs as botocore does, byte for byte, over a hundred requests of all shapes", .requires(.python))
    func botocore() async throws {
        let (secret, token) = (TestSecret.awsSecretAccessKey.value, AWSOracle.sessionToken)
        let cases = try #require(try await AWSOracle.cases(100)["requests"]?.array)
        #expect(cases.count == 100)
        for item in cases {
            func text(_ name: String) -> String { item[name]?.string ?? "" }
            func pairs(_ name: String) -> [(name: String, value: String)] {
                (item[name]?.array ?? []).map { ($0.array?.first?.string ?? "", $0.array?.last?.string ?? "") }
            }
            let signer = SigV4Signer(
                credentials: AWSCredentials(
                    accessKeyID: "AKIAEXAMPLE", secretAccessKey: secret,
                    sessionToken: item["token"] == true ? token : nil),
                region: text("region"), service: text("service"))
            let request = AWSRequest(
                method: try #require(HTTPMethod(rawValue: text("method"))), endpoint: text("endpoint"),
                path: text("path"), query: pairs("query"), headers: pairs("headers"), body: Array(text("body").utf8))
            let signed = try signer.signed(request, at: try Date(text("time"), strategy: .iso8601))
            #expect(signed.headers["Authorization"] == text("authorization"), "\(item)")
            #expect(signed.headers["X-Amz-Security-Token"] == signer.credentials.sessionToken)
        }
    }
}
