import HTTPTransport
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("whether and where to export")
struct ExportSettingsTests {
    private func settings(_ endpoint: String? = nil, _ environment: [String: String] = [:]) throws -> ExportSettings? {
        try ExportSettings(endpoint: endpoint, interval: .defaultExportInterval, environment: environment)
    }

    private func refusal(_ endpoint: String?, _ environment: [String: String] = [:]) throws -> UsageError {
        try #require(throws: UsageError.self) { _ = try settings(endpoint, environment) }
    }

    @Test("it is off unless somebody asks for it, and off where somebody says none")
    func off() throws {
        #expect(try settings() == nil)
        #expect(try settings(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": "", "OTEL_EXPORTER_OTLP_HEADERS": "a=b"]) == nil)
        #expect(try settings("none", ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a"]) == nil)
        #expect(try settings(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": "none"]) == nil)
    }

    @Test("the option goes before the variable, and slashes at the end mean nothing")
    func endpoint() throws {
        let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://b:4318/otlp/"]
        #expect(try settings("http://a:4318", environment)?.endpoint == "http://a:4318")
        #expect(try settings(nil, environment)?.endpoint == "https://b:4318/otlp")
        #expect(try settings("http://a//")?.interval == .seconds(30))
    }

    @Test(
        "what is no URL of a receiver is refused",
        arguments: [
            "", "collector:4318", "grpc://a", "http://", "http:///x", "http://a b", "http://a?x=1", "http://a#x",
        ])
    func malformed(endpoint: String) throws {
        #expect(try refusal(endpoint).message.hasPrefix("--otlp-endpoint "))
    }

    @Test("a password in the URL is refused without showing it")
    func password() throws {
        let secret = TestSecret.inlinePassword.value
        let report = try refusal(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://me:\(secret)@a"]).report
        #expect(report.contains("OTEL_EXPORTER_OTLP_HEADERS") && !report.contains(secret))
    }

    @Test("headers are a list, blanks around them mean nothing, and values are percent-encoded")
    func headers() throws {
        let list = "api-key=a%2Cb, authorization = Basic eDp5== ,,x="
        let headers = try #require(try settings("http://a", ["OTEL_EXPORTER_OTLP_HEADERS": list])).headers
        #expect(headers.fields.map(\.name) == ["api-key", "authorization", "x"])
        #expect(headers.fields.map(\.value) == ["a,b", "Basic eDp5==", ""])
    }

    @Test(
        "headers that are none, or would change the message, are refused without showing them",
        arguments: ["SECRET", "=SECRET", "a b=SECRET", "a=SECRET%0d%0ax: y", "a=SECRET%", "a=SECRET%zz"])
    func badHeaders(text: String) throws {
        let secret = TestSecret.bearerToken.value
        let report = try refusal(
            "http://a", ["OTEL_EXPORTER_OTLP_HEADERS": text.replacing("SECRET", with: secret)]
        ).report
        #expect(report.contains("OTEL_EXPORTER_OTLP_HEADERS") && !report.contains(secret))
    }

    @Test("an authority of its own replaces the system's")
    func authority() throws {
        let settings = try settings("https://a", ["OTEL_EXPORTER_OTLP_CERTIFICATE": "/etc/ca.crt"])
        guard case .file("/etc/ca.crt") = try #require(settings).trustRoots else {
            Issue.record("not that file")
            return
        }
    }

    @Test(
        "percent-encoding is decoded, or refused as a whole",
        arguments: [("a%20b", "a b"), ("%C3%A4", "ä"), ("+", "+"), ("%", nil), ("%2", nil), ("%+1", nil), ("%FF", nil)])
    func percentEncoding(text: String, expected: String?) {
        #expect(PercentEncoding.decoded(text) == expected)
    }
}
