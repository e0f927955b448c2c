import CMicroHTTPD
import Glibc
import Synchronization

/// libmicrohttpd's handle: started with its thread, stopped once.
final class Daemon: Sendable {
    private static let connectionLimit: UInt32 = 64
    private static let idleSeconds: UInt32 = 30

    let port: UInt16
    private let handle: Mutex<OpaquePointer?>
    private let handler: Handler

    init(_ address: ListenAddress, _ handler: Handler) throws(HTTPServer.Failure) {
        // A machine without IPv6 refuses its addresses.
        guard
            let handle = Self.start(address, handler, preferringIPv6: true)
                ?? Self.start(address, handler, preferringIPv6: false)
        else {
            let reason = String(cString: strerror(errno))
            throw HTTPServer.Failure(
                description: "cannot listen at \(address): \(reason); choose another address with --listen")
        }
        port = cmicrohttpd_port(handle)
        self.handler = handler
        self.handle = Mutex(handle)
    }

    deinit { stop() }

    func stop() {
        let handle = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let handle { MHD_stop_daemon(handle) }
    }

    private static func start(_ address: ListenAddress, _ handler: Handler, preferringIPv6: Bool) -> OpaquePointer? {
        // Unretained: the daemon's owner holds the handler until the thread has ended.
        let context = Unmanaged.passUnretained(handler).toOpaque()
        return address.withSystemAddress(preferringIPv6: preferringIPv6) { pointer, isIPv6 in
            var flags = MHD_USE_INTERNAL_POLLING_THREAD.rawValue | MHD_USE_POLL.rawValue
            if isIPv6 { flags |= address.host.isEmpty ? MHD_USE_DUAL_STACK.rawValue : MHD_USE_IPv6.rawValue }
            return cmicrohttpd_start(flags, pointer, connectionLimit, idleSeconds, respond, context)
        }
    }
}

/// What the C callback is called with.
final class Handler: Sendable {
    private let answer: @Sendable (String) -> HTTPServer.Answer?

    init(answer: @escaping @Sendable (String) -> HTTPServer.Answer?) { self.answer = answer }

    func respond(to method: String, _ path: String) -> HTTPServer.Answer {
        guard method == "GET" || method == "HEAD" else {
            return HTTPServer.Answer(status: 405, body: "only GET and HEAD\n")
        }
        return answer(path) ?? HTTPServer.Answer(status: 404, body: "nothing here\n")
    }
}

/// Answers one request. libmicrohttpd calls it when the head of a request is there, and again for each part of a body, which
/// is none of ours.
private let respond: MHD_AccessHandlerCallback = { context, connection, path, method, _, _, _, _ in
    guard let context, let connection, let path, let method else { return .NO }
    let handler = Unmanaged<Handler>.fromOpaque(context).takeUnretainedValue()
    let answer = handler.respond(to: String(cString: method), String(cString: path))
    var body = answer.body
    let response = body.withUTF8 { bytes in
        // Copied by libmicrohttpd, which only reads it.
        MHD_create_response_from_buffer(
            bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", answer.contentType)
    if answer.status == 405 { MHD_add_response_header(response, "Allow", "GET, HEAD") }
    return MHD_queue_response(connection, UInt32(answer.status), response)
}
