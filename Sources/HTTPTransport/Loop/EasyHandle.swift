import CCurl
import Glibc

/// One libcurl easy handle, used for one transfer after another. It belongs to the event loop's thread.
final class EasyHandle {
    /// A transfer under way.
    private struct Current {
        let job: TransferJob
        let sink: any TransferSink
        var headParser = ResponseHeadParser()
        /// Thrown by the receiver: it ends the transfer and is what the caller sees.
        var receiverError: (any Error)?
    }

    /// The C handle. It must not leave the event loop's thread.
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var current: Current?
    private let route: ServerRoute?

    /// Makes a handle with the settings that hold for all transfers of a client.
    init(_ configuration: HTTPClientConfiguration) throws(HTTPTransportError) {
        guard let pointer = curl_easy_init() else {
            throw HTTPTransportError(.unknown, "libcurl made no handle: out of memory?")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        route = configuration.tls.serverName.map(ServerRoute.init)
        let settings = EasyHandleSettings(pointer)
        settings.apply(configuration)
        settings.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
        let context = Unmanaged.passUnretained(self).toOpaque()
        settings.set(CURLOPT_HEADERDATA, pointer: context)
        settings.set(CURLOPT_WRITEDATA, pointer: context)
        settings.set(CURLOPT_HEADERFUNCTION, callback: onHeaderLine)
        settings.set(CURLOPT_WRITEFUNCTION, callback: onBodyChunk)
        if let failure = settings.failure {
            throw failure
        }
    }

    deinit {
        curl_easy_cleanup(pointer)
        freeLists()
        errorBuffer.deallocate()
    }

    /// Which response the transfer got, as far as it came.
    var response: HTTPClientStatistics.Response? {
        guard let current, let head = current.headParser.head else { return nil }
        return HTTPClientStatistics.Response(method: current.job.request.method, status: head.status)
    }

    /// The transfer that this handle carries.
    var jobID: TransferJob.ID? { current?.job.id }

    /// Sets everything that differs from request to request.
    func prepare(_ job: TransferJob, sink: any TransferSink, now: ContinuousClock.Instant) {
        let request = job.request
        let settings = EasyHandleSettings(pointer)
        errorBuffer[0] = 0
        // Setting a body makes a POST, so this comes before the method.
        settings.setBody(request.body)
        if request.method == .head {
            settings.set(CURLOPT_NOBODY, 1)
        } else {
            settings.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        var headers = request.headers
        if headers["Content-Type"] == nil, request.body != nil { headers["Content-Type"] = "application/octet-stream" }
        var lines = headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // Without this libcurl waits for "100 Continue" before it sends a larger body.
        lines.append("Expect:")
        if let route, let routed = route.apply(to: request.url) {
            settings.set(CURLOPT_URL, routed.url)
            settings.set(CURLOPT_CONNECT_TO, list: makeList([routed.connectTo]))
            if headers["Host"] == nil { lines.append("Host: \(routed.host)") }
        } else {
            settings.set(CURLOPT_URL, request.url)
        }
        settings.set(CURLOPT_HTTPHEADER, list: makeList(lines))
        settings.set(CURLOPT_TIMEOUT_MS, max(1, (job.deadline - now).wholeMilliseconds))
        settings.set(CURLOPT_FRESH_CONNECT, request.isSentOnce ? 1 : 0)
        current = Current(job: job, sink: sink)
    }

    /// Ends the transfer, hands its result over and makes the handle ready for the next.
    ///
    /// - Parameter failure: why it ended early; `nil`: libcurl finished it with `code`.
    func finish(_ code: CURLcode, failure: HTTPTransportError? = nil) -> Result<HTTPResponseHead, any Error> {
        guard let ended = current else { return .failure(HTTPTransportError(.unknown, "no transfer")) }
        let result: Result<HTTPResponseHead, any Error>
        if let error = failure ?? ended.receiverError {
            result = .failure(error)
        } else if code == CURLE_OK, let head = ended.headParser.head {
            result = .success(head)
        } else {
            result = .failure(CurlFailure(code, handle: pointer, text: String(cString: errorBuffer)).error)
        }
        current = nil
        let settings = EasyHandleSettings(pointer)
        settings.set(CURLOPT_HTTPHEADER, list: nil)
        settings.set(CURLOPT_CONNECT_TO, list: nil)
        settings.setBody(nil)
        freeLists()
        ended.sink.finish(result)
        return result
    }

    /// The connections that the last transfer opened.
    var connectionsOpened: Int {
        var count = 0
        return ccurl_get_long(pointer, CURLINFO_NUM_CONNECTS, &count) == CURLE_OK ? count : 0
    }

    fileprivate func receive(headerLine line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard current?.headParser.take(line: line) == true, let head = current?.headParser.head else { return true }
        return keepingError { try current?.sink.receive(head: head) }
    }

    fileprivate func receive(body: UnsafeRawBufferPointer) -> Bool {
        keepingError { try current?.sink.receive(body: body) }
    }

    private func keepingError(_ action: () throws -> Void) -> Bool {
        do {
            try action()
            return true
        } catch {
            current?.receiverError = error
            return false
        }
    }

    private func makeList(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) ?? list }
        if let list { lists.append(list) }
        return list
    }

    private func freeLists() {
        for list in lists { curl_slist_free_all(list) }
        lists = []
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded down.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds) &* 1000 &+ Int(attoseconds / 1_000_000_000_000_000)
    }
}

// The context pointer is the `EasyHandle` that set it: libcurl calls back only while that handle runs a transfer, and
// the event loop holds it as long.

private let onHeaderLine: ccurl_data_callback = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let length = size * count
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    let isTaken = bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
        handle.receive(headerLine: UnsafeBufferPointer(start: $0, count: length))
    }
    return isTaken ? length : 0
}

private let onBodyChunk: ccurl_data_callback = { bytes, size, count, context in
    guard let context else { return 0 }
    let length = size * count
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    if length == 0 { return 0 }
    return handle.receive(body: UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
}
