import FoundationEssentials

/// Something that is good until a time.
protocol Perishable: Sendable {
    /// The end of that time, by the wall clock; `nil`: it has none.
    var expiration: Date? { get }
}

/// Credentials or a token of this process, looked for once and kept until shortly before they end. Whoever asks meanwhile waits
/// for the same answer.
actor RenewedValue<Value: Perishable, Failure: Error> {
    /// How it is looked for.
    typealias Search = @Sendable () async -> Result<Value, Failure>

    private let margin: TimeInterval
    private let now: @Sendable () -> Date
    private var known: Value?
    private var search: Task<Result<Value, Failure>, Never>?

    /// Makes a keeper that has nothing yet.
    ///
    /// - Parameters:
    ///   - margin: What ends within so many seconds is looked for anew.
    ///   - now: The wall time, which clouds tell ends in.
    init(margin: TimeInterval, now: @escaping @Sendable () -> Date) {
        self.margin = margin
        self.now = now
    }

    /// The value: the known one, else the one that is found.
    ///
    /// - Throws: Why none is found, where the known one has ended as well.
    func value(_ find: @escaping Search) async throws(Failure) -> Value {
        if let known, isFresh(known) { return known }
        let search = search ?? Task { await find() }
        self.search = search
        let found = await search.value
        if self.search == search {
            // By the first who is told, and not by one who is told late: it may be refused by then.
            self.search = nil
            if case .success(let value) = found { known = value }
        }
        switch found {
        case .success(let value): return value
        case .failure(let failure):
            // What is known may be good for minutes yet.
            if let known, let end = known.expiration, end > now() { return known }
            throw failure
        }
    }

    /// It is refused, or may have changed: it is looked for anew, unless what is known is another one by now.
    func forget(where isRefused: @Sendable (Value) -> Bool = { _ in true }) {
        if let known, isRefused(known) { self.known = nil }
    }

    private func isFresh(_ value: Value) -> Bool {
        value.expiration.map { $0.timeIntervalSince(now()) > margin } ?? true
    }
}
