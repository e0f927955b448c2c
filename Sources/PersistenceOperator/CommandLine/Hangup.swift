import Dispatch
import Glibc

/// What a daemon does on SIGHUP: look at everything anew, instead of ending.
final class Hangup {
    private let source: any DispatchSourceSignal

    /// Runs a body at each SIGHUP until `cancel`.
    init(_ body: @escaping @Sendable () async -> Void) {
        // A dispatch source sees a signal only where its default action is off.
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { Task { await body() } }
        source.resume()
    }

    /// SIGHUP does nothing any more.
    func cancel() { source.cancel() }
}
