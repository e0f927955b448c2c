import FoundationEssentials
import HTTPTransport

/// Where metrics and logs are exported to, and how often. Without it nothing leaves the process but what its work needs.
public struct ExportSettings: Sendable {
    /// The receiver's URL, without a slash at the end.
    let endpoint: String
    /// Added to each request; some of them are credentials.
    let headers: HTTPHeaders
    /// Who may have signed the receiver's certificate.
    let trustRoots: TLSConfiguration.TrustRoots
    /// The time between two exports.
    let interval: Duration
    /// Where log lines wait: logging begins before everything else.
    public let outbox = LogOutbox()

    /// Reads the texts of a command line and the standard variables (OpenTelemetry specification, "OpenTelemetry Protocol
    /// Exporter"), of which those that are empty count as absent; `nil`: nothing is exported.
    ///
    /// - Parameters:
    ///   - endpoint: An `http` or `https` URL, or `none`; `nil`: that of `OTEL_EXPORTER_OTLP_ENDPOINT`.
    ///   - environment: The process's own unless told. It also has `OTEL_EXPORTER_OTLP_HEADERS`, which may be credentials and
    ///     so have no option, and `OTEL_EXPORTER_OTLP_CERTIFICATE`, a file.
    /// - Throws: `UsageError`, which shows no value: URLs and headers may hold secrets.
    public init?(
        endpoint: String?, interval: TimeLimit, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(UsageError) {
        func variable(_ name: String) -> String? {
            environment["OTEL_EXPORTER_OTLP_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let url = endpoint ?? variable("ENDPOINT"), url != "none" else { return nil }
        self.endpoint = try Self.checked(
            url, from: endpoint == nil ? "OTEL_EXPORTER_OTLP_ENDPOINT" : "--otlp-endpoint")
        headers = try Self.headers(variable("HEADERS") ?? "")
        trustRoots = variable("CERTIFICATE").map { .file($0) } ?? .system
        self.interval = interval.duration
    }

    private static func checked(_ url: String, from source: String) throws(UsageError) -> String {
        let endpoint = String(url.reversed().drop { $0 == "/" }.reversed())
        let authority = endpoint.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(2)
            .first
        do throws(HTTPTransportError) {
            try HTTPRequest(.post, endpoint).validate()
        } catch {
            throw UsageError("\(source) is no URL: \(error.detail)", hint: "write http://collector:4318 or none")
        }
        guard let authority, !authority.isEmpty, !endpoint.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw UsageError("\(source) must have a host, and no query", hint: "write http://collector:4318 or none")
        }
        guard !authority.contains("@") else {
            throw UsageError(
                "\(source) must not have a user or password", hint: "put credentials into OTEL_EXPORTER_OTLP_HEADERS")
        }
        return endpoint
    }

    /// Reads `name=value,…`, values percent-encoded ("Specifying headers via environment variables").
    private static func headers(_ text: String) throws(UsageError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for member in text.split(separator: ",") {
            let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 2, let value = PercentEncoding.decoded(parts[1]) else {
                throw UsageError(
                    "OTEL_EXPORTER_OTLP_HEADERS is no list of headers", hint: "write name=value,name=value")
            }
            headers[parts[0]] = value
        }
        do throws(HTTPTransportError) {
            try HTTPRequest(.post, "http://localhost", headers: headers).validate()
        } catch {
            throw UsageError("OTEL_EXPORTER_OTLP_HEADERS cannot be sent: \(error.detail)")
        }
        return headers
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
