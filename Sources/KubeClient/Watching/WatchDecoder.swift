import Documents

/// What a watch tells.
enum WatchEvent<Item: Sendable>: Sendable {
    /// ADDED or MODIFIED: the object as it is now.
    case changed(ReadObject<Item>)
    /// DELETED: it is gone, or the selector does not match it any more.
    case deleted(ObjectIdentity)
    /// BOOKMARK: nothing has happened up to this version.
    case bookmark(resourceVersion: String)

    /// Where a watch goes on after this event.
    var resourceVersion: String {
        switch self {
        case .changed(let object): object.identity.resourceVersion
        case .deleted(let identity): identity.resourceVersion
        case .bookmark(let version): version
        }
    }
}

/// The body of a watch: one JSON object after another, a line each. Each is built, projected and dropped as soon as its
/// last byte is there.
struct WatchDecoder<Item: Sendable>: ResponseBody {
    /// etcd takes objects of 1.5 MiB; managed fields and escapes make more of them, but not this much.
    private static var eventLimit: Int { 64 << 20 }

    private let resource: KubeResource
    private let project: @Sendable (JSONValue) throws -> Item?
    private let onBegin: @Sendable () -> Void
    private let onEvent: @Sendable (WatchEvent<Item>) -> Void
    private var parser = JSONEventParser(depthLimit: 256)
    private var builder = JSONTreeBuilder()
    private var size = 0

    /// Makes a decoder.
    ///
    /// - Parameters:
    ///   - onBegin: learns that the server has accepted the watch.
    ///   - onEvent: takes the events, on the event loop: it must not block.
    init(
        _ resource: KubeResource, project: @escaping @Sendable (JSONValue) throws -> Item?,
        onBegin: @escaping @Sendable () -> Void, onEvent: @escaping @Sendable (WatchEvent<Item>) -> Void
    ) {
        self.resource = resource
        self.project = project
        self.onBegin = onBegin
        self.onEvent = onEvent
    }

    mutating func begin() { onBegin() }

    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A raw line break is never inside a string, so no piece has bytes of two events.
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            try take(UnsafeBufferPointer(rebasing: rest[..<end]))
            rest = rest[end...]
        }
    }

    /// A line that is not complete at the end does not count: the next watch begins before it.
    mutating func finish() {}

    private mutating func take(_ piece: UnsafeBufferPointer<UInt8>) throws {
        size += piece.count
        guard size <= Self.eventLimit else {
            throw KubeError(.decoding, "an event is larger than \(Self.eventLimit >> 20) MiB")
        }
        try parser.feed(piece, to: &builder)
        guard parser.isComplete, let value = builder.result else { return }
        parser = JSONEventParser(depthLimit: 256)
        builder = JSONTreeBuilder()
        size = 0
        try take(event: value)
    }

    private func take(event: JSONValue) throws {
        guard let type = event["type"]?.string, let object = event["object"], object.object != nil else {
            throw KubeError(.decoding, "the response is not a watch of \(resource.kind)")
        }
        switch type {
        case "ADDED", "MODIFIED":
            onEvent(.changed(try ReadObject(object.withType(of: resource), project)))
        case "DELETED": onEvent(.deleted(try ObjectIdentity(object)))
        case "BOOKMARK":
            guard let version = object[path: "metadata", "resourceVersion"]?.string else {
                throw KubeError(.decoding, "a bookmark without resourceVersion")
            }
            onEvent(.bookmark(resourceVersion: version))
        case "ERROR": throw KubeError(watchError: object)
        // A later Kubernetes may have more to tell; what it is about is found by the next list.
        default: break
        }
    }
}

extension JSONValue {
    /// This object with `apiVersion` and `kind`: inside typed lists the server leaves both out.
    func withType(of resource: KubeResource) -> JSONValue {
        var object = self
        if object["kind"] == nil { object["kind"] = .string(resource.kind) }
        if object["apiVersion"] == nil { object["apiVersion"] = .string(resource.apiVersion) }
        return object
    }
}

extension KubeError {
    /// The error of an ERROR event: the failure of a request that had already been answered with 200.
    init(watchError object: JSONValue) {
        guard let status = KubeStatus(object) else {
            self.init(.decoding, "the watch ended with an error that is no Status")
            return
        }
        self.init(
            KubeError.Code(httpStatus: status.code, reason: status.reason),
            "the API server ends the watch: \(status.code) \(status.message)", httpStatus: status.code, status: status,
            retryAfter: status.retryAfter)
    }
}
