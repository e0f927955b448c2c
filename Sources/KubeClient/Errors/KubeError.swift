import HTTPTransport

/// Why a request to the API server failed.
public struct KubeError: Error, Sendable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        enum Name: String {
            case transport, unauthorized, forbidden, notFound, alreadyExists, conflict, invalid, gone, tooManyRequests
            case serverError, badRequest, decoding, invalidRequest, credentials, unexpectedStatus, deadline
        }

        let name: Name

        /// No (whole) response; `transportError` says why.
        public static let transport = Code(name: .transport)
        /// 401: the server does not accept the credentials, also not after they were read again.
        public static let unauthorized = Code(name: .unauthorized)
        /// 403: the account lacks a permission, or an admission rule refuses.
        public static let forbidden = Code(name: .forbidden)
        /// 404.
        public static let notFound = Code(name: .notFound)
        /// 409 with the reason AlreadyExists.
        public static let alreadyExists = Code(name: .alreadyExists)
        /// 409: the object has changed, a precondition does not hold, or another manager owns a field.
        public static let conflict = Code(name: .conflict)
        /// 422: the object is not valid, or an immutable field would change.
        public static let invalid = Code(name: .invalid)
        /// 410: the continue token or resource version is too old.
        public static let gone = Code(name: .gone)
        /// 429, after all retries.
        public static let tooManyRequests = Code(name: .tooManyRequests)
        /// 500 to 599, after all retries.
        public static let serverError = Code(name: .serverError)
        /// 400: the server does not understand the request.
        public static let badRequest = Code(name: .badRequest)
        /// The response is not what the API promises.
        public static let decoding = Code(name: .decoding)
        /// The request was refused before it was sent: a name that cannot be in a URL.
        public static let invalidRequest = Code(name: .invalidRequest)
        /// There are no usable credentials: a token file is empty, a plugin failed.
        public static let credentials = Code(name: .credentials)
        /// Not sent: the time in which it could be made was over (`RequestDeadline`).
        public static let deadline = Code(name: .deadline)
        /// Any other status.
        public static let unexpectedStatus = Code(name: .unexpectedStatus)

        /// Whether the server refuses the account: a person must grant or renew something, and it does not pass by itself.
        public var isRefusal: Bool { self == .unauthorized || self == .forbidden }
    }

    /// The kind of failure: what to compare.
    public let code: Code
    /// What happened, without the request.
    public let message: String
    /// The request's method and path without its query: `PATCH /apis/apps/v1/…`; empty where none was made.
    public internal(set) var route: String
    /// The HTTP status, if there was a response.
    public let httpStatus: Int?
    /// The server's own explanation, if it gave one.
    public let status: KubeStatus?
    /// The cause of `Code.transport`.
    public let transportError: HTTPTransportError?
    /// How long the server asked to wait.
    public let retryAfter: Duration?
    /// Where it was thrown.
    public let file: String
    /// The line in `file`.
    public let line: Int

    /// Makes an error.
    public init(
        _ code: Code, _ message: String, route: String = "", httpStatus: Int? = nil, status: KubeStatus? = nil,
        transportError: HTTPTransportError? = nil, retryAfter: Duration? = nil, file: String = #fileID,
        line: Int = #line
    ) {
        self.code = code
        self.message = message
        self.route = route
        self.httpStatus = httpStatus
        self.status = status
        self.transportError = transportError
        self.retryAfter = retryAfter
        self.file = file
        self.line = line
    }
}

extension KubeError: Equatable {
    /// Two errors are equal if they are of one kind.
    public static func == (left: KubeError, right: KubeError) -> Bool { left.code == right.code }
}

extension KubeError: CustomStringConvertible {
    /// What failed, why, and what to do.
    public var description: String {
        var text = message
        if !route.isEmpty { text += " (\(route))" }
        if let hint { text += "; \(hint)" }
        return text
    }

    private var hint: String? {
        switch code.name {
        case .unauthorized: "renew the credentials of the kubeconfig's user, or check the service account's token"
        // RBAC's words; an admission rule explains itself.
        case .forbidden where message.contains(" cannot "): "let an administrator grant the verb and resource named"
        case .gone: "start again from a new list"
        case .tooManyRequests: "the API server is overloaded: try again later"
        case .serverError: "the API server or what it depends on is in trouble: try again later"
        default: nil
        }
    }
}

extension KubeError.Code: CustomStringConvertible {
    /// The kind of failure in one word.
    public var description: String { name.rawValue }
}

extension KubeError.Code {
    /// The code for an HTTP status and the reason of its Status.
    init(httpStatus: Int, reason: String?) {
        self =
            switch (httpStatus, reason) {
            case (400, _): .badRequest
            case (401, _): .unauthorized
            case (403, _): .forbidden
            case (404, _): .notFound
            case (409, "AlreadyExists"): .alreadyExists
            case (409, _): .conflict
            case (410, _): .gone
            case (422, _): .invalid
            case (429, _): .tooManyRequests
            case (500..<600, _): .serverError
            default: .unexpectedStatus
            }
    }
}
