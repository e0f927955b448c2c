import CCurl

/// One libcurl multi handle: many transfers, their connections and the wait for all of them.
///
/// `@unchecked Sendable` because the handle is a plain C pointer: `wakeUp` is the one call that libcurl allows from any
/// thread (curl_multi_wakeup(3)), and all the others are made on the event loop's thread, which alone calls them.
final class MultiHandle: @unchecked Sendable {
    /// Initialises libcurl once a process; since 7.84 that is safe on any thread.
    private static let globalResult = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    private let pointer: UnsafeMutableRawPointer

    init(maximumConnections: Int) throws(HTTPTransportError) {
        guard Self.globalResult == CURLE_OK, let pointer = curl_multi_init() else {
            throw HTTPTransportError(.unknown, "libcurl cannot be initialised")
        }
        self.pointer = pointer
        _ = ccurl_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = ccurl_multi_set_long(pointer, CURLMOPT_MAX_HOST_CONNECTIONS, maximumConnections)
        _ = ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, maximumConnections)
    }

    deinit {
        curl_multi_cleanup(pointer)
    }

    /// Makes the current or the next `poll` return at once.
    func wakeUp() { curl_multi_wakeup(pointer) }

    func add(_ handle: EasyHandle) { curl_multi_add_handle(pointer, handle.pointer) }

    /// Takes a transfer out; on HTTP/2 its stream is reset, on HTTP/1.1 its connection closed, if it has not ended.
    func remove(_ handle: EasyHandle) { curl_multi_remove_handle(pointer, handle.pointer) }

    /// Does all that can be done without waiting.
    func perform() {
        var running: CInt = 0
        curl_multi_perform(pointer, &running)
    }

    /// Waits for something to do, `wakeUp`, or the time to pass.
    func poll(milliseconds: Int) {
        curl_multi_poll(pointer, nil, 0, CInt(clamping: milliseconds), nil)
    }

    /// The next transfer that has ended.
    func nextFinished() -> (handle: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: CInt = 0
        while let message = curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            return (handle, ccurl_message_result(message))
        }
        return nil
    }
}
