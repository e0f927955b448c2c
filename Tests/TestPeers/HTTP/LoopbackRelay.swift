import Glibc
import Synchronization

/// A TCP relay on 127.0.0.1 to another port there: it knows nothing of what it carries, so TLS and HTTP/2 stay what they
/// are, and it breaks connections as networks do.
public final class LoopbackRelay: Sendable {
    private struct Link {
        let client: CInt
        let server: CInt
        /// Bytes are taken and acknowledged, and go nowhere.
        var isSilent = false
        var openEnds = 2
    }

    private struct State {
        var links: [Int: Link] = [:]
        var count = 0
        var isStopped = false
    }

    /// Shared with the threads, which must not keep the relay alive.
    private final class Core: Sendable {
        let state = Mutex(State())
    }

    private let core = Core()
    private let listener: CInt
    /// The port it listens on.
    public let port: UInt16

    /// Starts a relay on a free port, or on the one given.
    public init(to target: UInt16, port: UInt16 = 0) throws {
        (listener, self.port) = try LoopbackSocket.listen(port: port)
        DetachedThread.start { [core, listener] in Self.acceptConnections(listener, target, core) }
    }

    deinit {
        stop()
    }

    /// The connections so far.
    public var connections: Int { core.state.withLock(\.count) }

    /// Resets every connection that is open now.
    public func cut() {
        core.state.withLock { state in
            for link in state.links.values {
                LoopbackSocket.resetOnClose(link.client)
                shutdown(link.server, CInt(SHUT_RDWR))
                shutdown(link.client, CInt(SHUT_RD))
            }
        }
    }

    /// Makes every connection that is open now silent for ever, without ending it.
    public func silence() {
        core.state.withLock { state in
            for id in state.links.keys { state.links[id]?.isSilent = true }
        }
    }

    /// Closes the listener and all connections.
    public func stop() {
        let isFirst = core.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(listener, CInt(SHUT_RDWR))
        cut()
    }

    private static func acceptConnections(_ listener: CInt, _ target: UInt16, _ core: Core) {
        defer { LoopbackSocket.close(listener) }
        while true {
            let client = accept(listener, nil, nil)
            if client < 0 {
                if errno == EINTR { continue }
                return
            }
            guard let server = try? LoopbackSocket.connect(port: target) else {
                LoopbackSocket.close(client)
                continue
            }
            let id = core.state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.count += 1
                state.links[state.count] = Link(client: client, server: server)
                return state.count
            }
            guard let id else {
                LoopbackSocket.close(client)
                LoopbackSocket.close(server)
                return
            }
            DetachedThread.start { pump(from: client, to: server, id, core) }
            DetachedThread.start { pump(from: server, to: client, id, core) }
        }
    }

    private static func pump(from source: CInt, to target: CInt, _ id: Int, _ core: Core) {
        let (input, output) = (PlainConnection(descriptor: source), PlainConnection(descriptor: target))
        while true {
            let bytes = input.read(64 * 1024)
            if bytes.isEmpty { break }
            if core.state.withLock({ $0.links[id]?.isSilent ?? true }) { continue }
            guard output.write(bytes) else { break }
        }
        // The other direction ends as well; whoever is last closes both, so that no descriptor is used after that.
        shutdown(source, CInt(SHUT_RD))
        shutdown(target, CInt(SHUT_RD))
        core.state.withLock { state in
            state.links[id]?.openEnds -= 1
            guard let link = state.links[id], link.openEnds == 0 else { return }
            state.links[id] = nil
            LoopbackSocket.close(link.client)
            LoopbackSocket.close(link.server)
        }
    }
}
