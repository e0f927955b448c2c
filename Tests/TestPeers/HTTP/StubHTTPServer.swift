import Glibc
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1 for tests: it records what it is asked and answers what the test says.
///
/// Each connection has a thread of its own, so that a response may wait. `stop` (or the end of its life) closes everything.
public final class StubHTTPServer: Sendable {
    private struct State {
        var requests: [StubRequest] = []
        var connections = 0
        var abandoned = 0
        var open: Set<CInt> = []
        var isStopped = false
    }

    /// Shared with the threads, which must not keep the server alive.
    private final class Core: Sendable {
        let state = Mutex(State())
        let respond: @Sendable (StubRequest) -> StubResponse
        let tls: StubTLS?

        init(tls: StubTLS?, respond: @escaping @Sendable (StubRequest) -> StubResponse) {
            self.tls = tls
            self.respond = respond
        }
    }

    private let core: Core
    private let listener: CInt
    private let host: UInt8
    /// The port it listens on.
    public let port: UInt16

    /// Starts a server on a free port, or on the one given.
    ///
    /// - Parameters:
    ///   - host: The last part of its address, 127.0.0.1 unless told.
    ///   - tls: speaks TLS with this certificate; `nil`: plain HTTP.
    ///   - respond: answers a request; called on the connection's thread.
    public init(
        tls: StubTLS? = nil, host: UInt8 = 1, port: UInt16 = 0,
        respond: @escaping @Sendable (StubRequest) -> StubResponse
    ) throws {
        core = Core(tls: tls, respond: respond)
        self.host = host
        (listener, self.port) = try LoopbackSocket.listen(host: host, port: port)
        DetachedThread.start { [core, listener] in Self.acceptConnections(listener, core) }
    }

    /// Starts a server that answers the requests with these responses in turn, and with the last one from then on.
    public convenience init(tls: StubTLS? = nil, responses: [StubResponse]) throws {
        let next = Mutex(0)
        try self.init(tls: tls) { _ in
            let index = next.withLock { index in
                defer { index += 1 }
                return min(index, responses.count - 1)
            }
            return responses[index]
        }
    }

    deinit {
        stop()
    }

    /// `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`, without a slash at the end.
    public var url: String { "\(core.tls == nil ? "http" : "https")://127.0.0.\(host):\(port)" }
    /// The requests so far.
    public var requests: [StubRequest] { core.state.withLock(\.requests) }
    /// The connections accepted so far.
    public var connections: Int { core.state.withLock(\.connections) }
    /// The responses that ended with the client leaving in `untilAbandoned`.
    public var abandoned: Int { core.state.withLock(\.abandoned) }

    /// Closes the listener and all connections.
    public func stop() {
        let open: Set<CInt>? = core.state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return state.open
        }
        guard let open else { return }
        // The threads see the end and close their own descriptors.
        shutdown(listener, CInt(SHUT_RDWR))
        for descriptor in open { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }

    private static func acceptConnections(_ listener: CInt, _ core: Core) {
        defer { close(listener) }
        while true {
            let descriptor = accept(listener, nil, nil)
            let isStopped = core.state.withLock { state in
                if descriptor >= 0, !state.isStopped {
                    state.open.insert(descriptor)
                    state.connections += 1
                }
                return state.isStopped
            }
            guard descriptor >= 0, !isStopped else {
                if descriptor >= 0 { close(descriptor) }
                if isStopped || descriptor < 0, errno != EINTR { return }
                continue
            }
            DetachedThread.start { serve(descriptor, core) }
        }
    }

    private static func serve(_ descriptor: CInt, _ core: Core) {
        var yes: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        if let tls = core.tls {
            tls.withConnection(descriptor) { serve($0, descriptor, core) }
        } else {
            serve(PlainConnection(descriptor: descriptor), descriptor, core)
        }
        core.state.withLock { _ = $0.open.remove(descriptor) }
        close(descriptor)
    }

    private static func serve(_ connection: some StubConnection, _ descriptor: CInt, _ core: Core) {
        var reader = StubRequestReader()
        while let request = reader.next(from: connection) {
            core.state.withLock { $0.requests.append(request) }
            for step in core.respond(request).steps {
                switch step {
                case .bytes(let bytes): guard connection.write(bytes) else { return }
                case .pause(let duration): pause(duration)
                case .untilAbandoned:
                    while !connection.read(4096).isEmpty {}
                    core.state.withLock { $0.abandoned += 1 }
                    return
                case .live(let piece):
                    while let bytes = piece() {
                        guard bytes.isEmpty ? !LoopbackSocket.hasEnded(descriptor, within: 5) : connection.write(bytes)
                        else {
                            core.state.withLock { $0.abandoned += 1 }
                            return
                        }
                    }
                case .close: return
                case .reset:
                    LoopbackSocket.resetOnClose(descriptor)
                    return
                }
            }
        }
    }

    private static func pause(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&time, nil)
    }
}
