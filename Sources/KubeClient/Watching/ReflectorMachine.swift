/// What a reflector does next. A pure value: the driver brings time (since any fixed moment) and chance (from 0 up to 1),
/// carries the actions out and tells how they ended.
///
/// list → watch → watch from the last version → … → list again when it is time, or when the server has forgotten that
/// version.
struct ReflectorMachine: Sendable {
    /// What to do now.
    enum Action: Hashable, Sendable {
        case wait(Duration)
        case list
        /// Until the server ends it after `seconds`.
        case watch(from: String, seconds: Int)
    }

    /// What a list is good for.
    enum ListVerdict: Hashable, Sendable {
        /// It replaces what is known.
        case taken
        /// It is older than what is known: nothing is taken from it yet.
        case older
    }

    /// So many older lists in a row are believed: the server's data is a restored backup.
    static let olderListsBelieved = 3

    private let settings: ReflectorSettings
    /// Up to where everything is known.
    private(set) var resourceVersion = ""
    /// The failures since the last healthy watch.
    private(set) var failures = 0
    private var needsList = true
    /// Whether somebody asked for a list that has not begun yet.
    private(set) var isAsked = false
    private var notBefore = Duration.zero
    private var relistAt = Duration.zero
    private var openedAt: Duration?
    private var olderLists = 0
    /// Whether the server was lost since it last told anything: it may have come back with older data.
    private var wasLost = false

    init(_ settings: ReflectorSettings) {
        self.settings = settings
    }

    /// What to do now.
    mutating func next(at now: Duration, chance: Double) -> Action {
        if isAsked {
            isAsked = false
            needsList = true
            return .list
        }
        if now < notBefore { return .wait(notBefore - now) }
        if needsList || now >= relistAt { return .list }
        openedAt = nil
        let range = settings.watchSeconds
        let seconds = range.lowerBound + Int(Double(range.count) * chance)
        return .watch(from: resourceVersion, seconds: min(seconds, range.upperBound))
    }

    /// Somebody wants a list that begins from now on, without waiting for anything.
    mutating func relist() { isAsked = true }

    /// A list is complete.
    mutating func listed(resourceVersion version: String, at now: Duration, chance: Double) -> ListVerdict {
        if ResourceVersionOrder.isOlder(version, than: resourceVersion), olderLists + 1 < Self.olderListsBelieved {
            olderLists += 1
            needsList = true
            backOff(nil, at: now, chance: chance)
            return .older
        }
        olderLists = 0
        wasLost = false
        resourceVersion = version
        needsList = false
        relistAt = now + settings.relistInterval * (0.9 + 0.2 * chance)
        return .taken
    }

    /// A list failed. A 410 in the middle of its pages is no different: it begins again.
    mutating func listFailed(_ error: KubeError, at now: Duration, chance: Double) {
        needsList = true
        backOff(error, at: now, chance: chance)
    }

    /// The server has accepted the watch.
    mutating func watchOpened(at now: Duration) { openedAt = now }

    /// The watch has told everything up to a version. One that goes back is of an event that came again or late.
    mutating func advanced(to version: String) {
        guard !version.isEmpty, !ResourceVersionOrder.isOlder(version, than: resourceVersion) else { return }
        resourceVersion = version
        wasLost = false
    }

    /// The watch is over.
    ///
    /// - Parameter error: `nil`: the server ended it in order.
    mutating func watchEnded(with error: KubeError?, at now: Duration, chance: Double) {
        let wasHealthy = openedAt.map { now - $0 >= settings.healthyAfter } ?? false
        openedAt = nil
        if wasHealthy {
            failures = 0
            guard error != nil else {
                // One that is behind our version, after a restored backup, takes a watch from the future and is silent until
                // it gets there.
                if wasLost { needsList = true }
                return
            }
        }
        backOff(error, at: now, chance: chance)
        guard let error else { return }
        if error.code == .transport || error.code == .serverError { wasLost = true }
        if Self.needsList(after: error) { needsList = true }
    }

    /// Whether the watch cannot go on from where it was.
    private static func needsList(after error: KubeError) -> Bool {
        switch error.code {
        case .transport, .unauthorized, .forbidden, .tooManyRequests, .credentials: false
        // The server's data ends before our version: a restored backup.
        case .serverError: error.status?.causes.contains { $0.reason == "ResourceVersionTooLarge" } ?? false
        // 410; also what cannot be read, which would come again.
        default: true
        }
    }

    private mutating func backOff(_ error: KubeError?, at now: Duration, chance: Double) {
        failures += 1
        let delay: Duration
        if let retryAfter = error?.retryAfter, retryAfter > .zero {
            // The server's wish is a lower bound; chance comes on top.
            delay = min(retryAfter, settings.maximumRetryAfter) + settings.baseDelay * chance
        } else {
            let bound = min(settings.baseDelay * (1 << min(failures - 1, 20)), settings.maximumDelay)
            delay = bound * (0.5 + 0.5 * chance)
        }
        notBefore = now + delay
    }
}
