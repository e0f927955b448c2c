import Documents
import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import BusClients

@Suite("requests for Google's tokens", .requires(.python))
struct GoogleRequestsTests {
    private func sent(_ request: HTTPRequest) -> JSONValue {
        [
            "url": .string(request.url), "authorization": request.headers["Authorization"].map { .string($0) } ?? .null,
            "body": .string(String(decoding: request.body ?? [], as: UTF8.self)),
        ]
    }

    /// JSON has no order: what it says is compared.
    private func parsed(_ request: JSONValue?) -> JSONValue? {
        var parsed = request
        parsed?["body"] = (request?["body"]?.string).flatMap { try? JSONValue(parsing: $0) }
        return parsed
    }

    @Test("are those of Google's own library, byte for byte, over a hundred credential files of all kinds")
    func oracle() async throws {
        let folder = Scratch.path("google-requests")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let answer = try await ChildProcess.run(
            PythonPeers.interpreter,
            [Checkout.path("Tests/TestPeers/Resources/google-requests.py"), "100", folder])
        let cases = try #require(try JSONValue(parsing: answer.output).array, "\(answer.errors)")
        #expect(cases.count == 100)
        var kinds: [String: Int] = [:]
        for item in cases {
            let file = try Scratch.file("credentials.json", try #require(item["file"]).text())
            let fields = try #require(try CredentialFields(file: file))
            let time = try Date(item["time"]?.string ?? "", strategy: .iso8601)
            let requests = try #require(item["requests"]?.array)
            let kind = try fields.required("type")
            kinds[kind, default: 0] += 1
            switch kind {
            case "service_account":
                let key = try ServiceAccountKey(fields)
                let form = ServiceAccountKey.form(try key.assertion(at: time))
                #expect([sent(form.request(to: key.tokenURL))] == requests)
            case "authorized_user":
                #expect(
                    [sent(try AuthorizedUser(fields).form.request(to: "https://oauth2.googleapis.com/token"))]
                        == requests)
            default:
                let account = try ExternalAccount(fields)
                let variables = (item["aws"]?.object?.map { ($0.key, $0.value.string ?? "") } ?? [])
                let token = try await account.subject.token(
                    GoogleEnvironment(Dictionary(uniqueKeysWithValues: variables)), now: { time },
                    deadline: .now + .seconds(10))
                #expect(token == item["subject_token"]?.string)
                #expect(sent(account.exchange(token)) == requests.first, "\(item)")
                if let impersonation = try ServiceAccountImpersonation(fields) {
                    let request = sent(impersonation.request(as: AccessToken("federated")))
                    #expect(parsed(request) == parsed(requests.last))
                    kinds["impersonation", default: 0] += 1
                    #expect(requests.count == 2)
                }
            }
        }
        #expect(kinds["service_account"] == 25 && kinds["authorized_user"] == 25 && kinds["external_account"] == 50)
        #expect((10...40).contains(kinds["impersonation"] ?? 0))
    }
}
