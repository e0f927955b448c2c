import FoundationEssentials
import LocalFiles
import Logging

/// Hands out the credentials of a client: keeps what is valid, reads or makes the rest anew, once for all that wait.
actor CredentialProvider {
    /// A credential and which one it is, so that a late 401 does not throw its successor away.
    struct Issued: Sendable {
        let credential: Credential
        let generation: Int
    }

    /// How long a token file's content is used before the file is looked at again.
    private static let fileLifetime = Duration.seconds(10)

    private let source: CredentialSource
    private let now: @Sendable () -> Date
    private let logger: Logger
    private var issued: Issued?
    private var readAt: ContinuousClock.Instant?
    private var expiry: Date?
    private var making: Task<Issued, any Error>?

    init(_ source: CredentialSource, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
        self.logger = logger
        self.now = now
    }

    /// The credential to use now.
    ///
    /// - Throws: `KubeError` with the code `credentials`.
    func current() async throws -> Issued {
        if let issued, isFresh { return issued }
        switch source {
        case .none: return issue(Credential(), expiry: nil)
        case .token(let token): return issue(Credential(authorization: "Bearer \(token)"), expiry: nil)
        case .basic(let user, let password):
            let encoded = Data("\(user):\(password)".utf8).base64EncodedString()
            return issue(Credential(authorization: "Basic \(encoded)"), expiry: nil)
        case .tokenFile(let path): return try readToken(path)
        case .plugin(let plugin): return try await runPlugin(plugin)
        }
    }

    /// Drops what was read before: it is read again with the next request.
    func forget() {
        readAt = nil
        if case .plugin = source { issued = nil }
    }

    /// Drops a credential that the server refused. Returns whether another may be had.
    func renew(after refused: Issued) -> Bool {
        if let issued, issued.generation > refused.generation { return true }
        switch source {
        case .none, .token, .basic: return false
        case .tokenFile: readAt = nil
        case .plugin: issued = nil
        }
        return true
    }

    private var isFresh: Bool {
        switch source {
        case .none, .token, .basic: true
        case .tokenFile: readAt.map { ContinuousClock.now - $0 < Self.fileLifetime } ?? false
        case .plugin: expiry.map { now() < $0 } ?? true
        }
    }

    private func issue(_ credential: Credential, expiry: Date?) -> Issued {
        let new = Issued(credential: credential, generation: (issued?.generation ?? 0) + 1)
        issued = new
        self.expiry = expiry
        return new
    }

    private func readToken(_ path: String) throws -> Issued {
        do {
            let token = try TokenFile.read(path)
            readAt = .now
            let authorization = "Bearer \(token)"
            // The same token keeps its generation: a 401 for it is final.
            if let issued, issued.credential.authorization == authorization { return issued }
            return issue(Credential(authorization: authorization), expiry: nil)
        } catch {
            guard let issued else { throw error }
            // In the middle of a rotation the file can be empty or gone for a moment.
            logger.warning("the token read before is used: \(error.message)")
            readAt = .now
            return issued
        }
    }

    private func runPlugin(_ plugin: ExecPlugin) async throws -> Issued {
        if let making { return try await making.value }
        let task = Task {
            // Here and not after the wait: whoever else waits may be back on the actor first.
            defer { making = nil }
            let (credential, expiry) = try await plugin.run()
            return issue(credential, expiry: expiry)
        }
        making = task
        return try await task.value
    }
}

/// A file with a bearer token.
enum TokenFile {
    /// The token without surrounding white space.
    static func read(_ path: String) throws(KubeError) -> String {
        let bytes: [UInt8]
        do throws(FileBytes.Failure) {
            bytes = try FileBytes.read(path)
        } catch {
            throw KubeError(.credentials, "the token file \(path) cannot be read: \(error.reason)")
        }
        let token = String(decoding: bytes, as: UTF8.self).trimmingPrefix { $0.isWhitespace }
        let end = token.lastIndex { !$0.isWhitespace }.map { token.index(after: $0) } ?? token.startIndex
        guard end > token.startIndex else { throw KubeError(.credentials, "the token file \(path) is empty") }
        guard token[..<end].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw KubeError(.credentials, "the token file \(path) holds no token")
        }
        return String(token[..<end])
    }
}
