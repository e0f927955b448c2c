/// A small HTTP server on libmicrohttpd: for a few paths that are read now and then, such as metrics and probes.
///
/// It answers GET and HEAD, on one thread of its own, and at most 64 connections at once, each closed after 30 idle seconds.
public final class HTTPServer: Sendable {
    /// What a path answers.
    public struct Answer: Hashable, Sendable {
        /// The status.
        public var status: Int
        /// The `Content-Type`.
        public var contentType: String
        /// The body.
        public var body: String

        /// Makes an answer, of plain text unless told.
        public init(status: Int = 200, contentType: String = "text/plain; charset=utf-8", body: String) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// The port cannot be listened at.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, and what to do.
        public let description: String
    }

    /// The port that it listens at.
    public let port: UInt16
    private let daemon: Daemon

    /// Starts a server.
    ///
    /// - Parameter answer: The answer of a path without its query; `nil`: 404. It runs on the server's thread and should take
    ///   milliseconds.
    /// - Throws: `Failure`.
    public init(
        listeningAt address: ListenAddress, answer: @escaping @Sendable (_ path: String) -> Answer?
    ) throws(Failure) {
        daemon = try Daemon(address, Handler(answer: answer))
        port = daemon.port
    }

    /// Ends all connections and the thread. A second call does nothing.
    public func stop() { daemon.stop() }
}
