import Documents
import FoundationEssentials
import Glibc
import LocalFiles

/// What a cluster's secret holds: a login, and sometimes the bootstrap servers.
///
/// Both of the forms that occur are understood: `{"username","password"}` (Amazon MSK) and
/// `{"bootstrap_servers","sasl_username","sasl_password"}`.
public struct KafkaSecret: Hashable, Sendable {
    /// The secret is there and cannot be used.
    public struct Failure: Error, Hashable, Sendable {
        /// What is wrong; names files and variables, never their contents.
        public let message: String
    }

    /// The login, where there is one.
    public var credentials: KafkaCredentials?
    /// `host:port` of brokers, where there are any.
    public var bootstrapServers: [String]

    /// Makes a secret.
    public init(credentials: KafkaCredentials?, bootstrapServers: [String] = []) {
        self.credentials = credentials
        self.bootstrapServers = bootstrapServers
    }

    /// Takes the login from `KAFKA_SASL_USERNAME` and `KAFKA_SASL_PASSWORD`.
    ///
    /// - Throws: `Failure` where only one of the two is set.
    public init(environment: [String: String]) throws(Failure) {
        let (user, password) = (environment["KAFKA_SASL_USERNAME"] ?? "", environment["KAFKA_SASL_PASSWORD"] ?? "")
        switch (user.isEmpty, password.isEmpty) {
        case (true, true): self.init(credentials: nil)
        case (false, false): self.init(credentials: KafkaCredentials(username: user, password: password))
        case (true, false): throw Failure(message: "KAFKA_SASL_PASSWORD is set, KAFKA_SASL_USERNAME is not")
        case (false, true): throw Failure(message: "KAFKA_SASL_USERNAME is set, KAFKA_SASL_PASSWORD is not")
        }
    }

    /// Takes the secret from a folder as Kubernetes mounts it: a file for each key.
    ///
    /// Line breaks at the end of a file are not part of the value.
    /// - Throws: `Failure` where a file is missing, empty, unreadable or not text.
    public init(directory: String) throws(Failure) {
        func value(_ key: String) throws(Failure) -> String? {
            let path = "\(directory)/\(key)"
            let bytes: [UInt8]
            do throws(FileBytes.Failure) {
                bytes = try FileBytes.read(path, limit: 64 << 10)
            } catch {
                guard error.code != ENOENT else { return nil }
                throw Failure(message: "'\(path)' cannot be read: \(error.reason)")
            }
            return try Self.text(bytes, "'\(path)'")
        }
        try self.init(holder: directory, value)
    }

    /// Takes the secret from the data of a Kubernetes Secret: the keys that a mounted one has as files, or a single key that holds the JSON
    /// object of a secret store.
    ///
    /// - Parameters:
    ///   - data: Decoded.
    ///   - name: The Secret's, for messages.
    /// - Throws: `Failure` where it holds neither.
    public init(data: [String: [UInt8]], name: String) throws(Failure) {
        if let only = data.first, data.count == 1, !Self.keys.contains(only.key) {
            try self.init(document: only.value, name: "\(name), key \(only.key)")
            return
        }
        try self.init(holder: name) { key throws(Failure) in
            guard let bytes = data[key] else { return nil }
            return try Self.text(bytes, "'\(key)' of '\(name)'")
        }
    }

    private static let keys: Set = [
        "bootstrap_servers", "username", "password", "sasl_username", "sasl_password",
    ]

    /// The text of one key's value, without line breaks at its end.
    private static func text(_ bytes: [UInt8], _ place: String) throws(Failure) -> String {
        guard bytes.count <= 64 << 10, let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(message: "\(place) is not text of at most 64 KiB")
        }
        let end = text.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
        guard let end else { throw Failure(message: "\(place) is empty") }
        return String(text.unicodeScalars[...end])
    }

    /// Takes the secret from the JSON object that a secret store keeps, in which each key is a text.
    ///
    /// - Parameter name: The secret's, for messages.
    /// - Throws: `Failure` where it is no such object, or holds no login.
    public init(document: [UInt8], name: String) throws(Failure) {
        guard let object = try? JSONValue(parsing: document), object.object != nil else {
            throw Failure(message: "'\(name)' is not a JSON object")
        }
        try self.init(holder: name) { key throws(Failure) in
            guard let value = object[key] else { return nil }
            guard let text = value.string, !text.isEmpty else {
                throw Failure(message: "'\(key)' of '\(name)' is no text, or empty")
            }
            return text
        }
    }

    private init(holder: String, _ value: (String) throws(Failure) -> String?) throws(Failure) {
        let servers = try value("bootstrap_servers").map(KafkaSecret.servers(in:)) ?? []
        let short = (try value("username"), try value("password"))
        let long = (try value("sasl_username"), try value("sasl_password"))
        switch (short.0 ?? long.0, short.1 ?? long.1) {
        case (let user?, let password?):
            self.init(
                credentials: KafkaCredentials(username: user, password: password), bootstrapServers: servers)
        case (nil, nil) where !servers.isEmpty: self.init(credentials: nil, bootstrapServers: servers)
        case (nil, nil):
            throw Failure(message: "'\(holder)' holds neither 'username' and 'password' nor the sasl_ names")
        case (nil, _): throw Failure(message: "'\(holder)' holds a password, but no user name")
        case (_, nil): throw Failure(message: "'\(holder)' holds a user name, but no password")
        }
    }

    /// The addresses in a comma-separated list, without blanks.
    public static func servers(in list: String) -> [String] {
        list.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
    }
}
