import HTTPTransport
import KubeClient

/// Tells a failure from the same one again, so that what lasts is logged once.
struct RepeatedFailure {
    private var last: String?

    /// Something failed.
    ///
    /// - Returns: Whether it did not fail so the last time.
    mutating func isNew(_ error: any Error) -> Bool {
        // How libcurl describes the same failure differs by milliseconds.
        let text = (error as? KubeError)?.transportError.map { "\($0.code)" } ?? "\(error)"
        defer { last = text }
        return text != last
    }

    /// It did not fail.
    mutating func end() { last = nil }
}
