import FoundationEssentials
import HTTPTransport

/// What AWS's own libraries read of the process: variables (AWS SDKs and Tools Reference Guide, "Environment variables"), files,
/// and the addresses of services.
struct AWSEnvironment: Sendable {
    private let variables: [String: String]
    /// For the services, through the proxy where there is one.
    let services: HTTPClient
    /// For what answers on this machine or node: no proxy may see its tokens, and off AWS nobody waits long.
    let local: HTTPClient

    /// Off AWS nobody answers.
    static let localPatience = Duration.seconds(1)

    /// - Throws: `HTTPTransportError` where libcurl cannot be had.
    init(_ variables: [String: String]) throws(HTTPTransportError) {
        self.variables = variables
        services = try HTTPClient(HTTPClientConfiguration(connectTimeout: .seconds(5)))
        local = try HTTPClient(HTTPClientConfiguration(connectTimeout: Self.localPatience, proxy: .none))
    }

    /// A variable that is set to something.
    func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The address of a service.
    ///
    /// - Parameters:
    ///   - name: Its name in addresses, such as `sts`.
    ///   - id: Its name in variables, such as `SECRETS_MANAGER`.
    func endpoint(of name: String, id: String, region: String) -> String {
        let told = variable("AWS_ENDPOINT_URL_\(id)") ?? variable("AWS_ENDPOINT_URL")
        if let told { return told.hasSuffix("/") ? String(told.dropLast()) : told }
        return "https://\(name).\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }

    /// A file in the folder `.aws` of the home directory, unless a variable names another one.
    func path(_ variable: String, default name: String) -> String? {
        self.variable(variable) ?? self.variable("HOME").map { "\($0)/.aws/\(name)" }
    }

    /// A token in a file, without surrounding white space.
    ///
    /// - Throws: `AWSFailure`, also where there is no such file, or nothing in it.
    func token(_ path: String) throws(AWSFailure) -> String {
        guard let text = try text(path) else { throw AWSFailure(.credentialsInvalid, "there is no file '\(path)'") }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1 else { throw AWSFailure(.credentialsInvalid, "'\(path)' holds no token") }
        return String(words[0])
    }

    /// The text of a file.
    ///
    /// - Returns: `nil`: there is none.
    /// - Throws: `AWSFailure`.
    func text(_ path: String) throws(AWSFailure) -> String? {
        do throws(TextFile.Failure) {
            return try TextFile.read(path)
        } catch {
            throw AWSFailure(.credentialsInvalid, error.message)
        }
    }
}
