import HTTPTransport

/// What Google's own libraries read of the process, and how its services are asked.
struct GoogleEnvironment: Sendable {
    /// The process's variables.
    let variables: [String: String]
    private let services: HTTPClient
    private let local: HTTPClient

    /// - Throws: `HTTPTransportError` where libcurl cannot be had.
    init(_ variables: [String: String]) throws(HTTPTransportError) {
        self.variables = variables
        services = try HTTPClient(HTTPClientConfiguration(proxy: .environment))
        local = try HTTPClient(HTTPClientConfiguration(proxy: .none))
    }

    /// A variable that is set to something.
    func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The address of a service, without a slash at the end: the default one, or what gcloud's property
    /// `api_endpoint_overrides/SERVICE` says.
    ///
    /// - Parameter service: Its name in addresses, such as `pubsub`.
    func endpoint(of service: String) -> String {
        guard let told = variable("CLOUDSDK_API_ENDPOINT_OVERRIDES_\(service.uppercased())") else {
            return "https://\(service).googleapis.com"
        }
        return told.hasSuffix("/") ? String(told.dropLast()) : told
    }

    /// Who asks at an address: plain HTTP is for what is on this machine or its node, whose tokens no proxy may see.
    func client(for url: String) -> HTTPClient { url.hasPrefix("http://") ? local : services }

    /// Sends a request that has a secret in it, or gets one.
    ///
    /// - Parameters:
    ///   - target: Who is asked, as messages name it.
    /// - Returns: The answer with whatever status.
    /// - Throws: `GoogleFailure` where there is none, or where the secret would go over a network in the clear.
    func collect(
        _ request: HTTPRequest, of target: String, deadline: ContinuousClock.Instant
    ) async throws(GoogleFailure) -> HTTPResponse {
        guard GoogleAddress.isSafe(request.url) else {
            throw GoogleFailure(
                .credentialsInvalid, "\(target) is neither https nor an address of this machine: nothing was sent",
                action: "give an address that begins with https://")
        }
        var request = request
        request.timeout = min(request.timeout, max(.milliseconds(1), deadline - .now))
        do {
            return try await client(for: request.url).collect(request, limit: 1 << 20)
        } catch {
            throw GoogleFailure(
                .unreachable, "\(target) does not answer: \(error)",
                action: "see whether the network lets this process ask it")
        }
    }
}

/// Where Google's credentials may be sent, and fetched from.
enum GoogleAddress {
    /// The metadata services of clouds, whose addresses no packet leaves the machine's host for.
    private static let metadata: Set = ["169.254.169.254", "[fd00:ec2::254]"]

    /// Whether a URL is `https`, or plain HTTP to this machine or its metadata service.
    static func isSafe(_ url: String) -> Bool { SecretAddress.isSafe(url, onNode: metadata) }
}
