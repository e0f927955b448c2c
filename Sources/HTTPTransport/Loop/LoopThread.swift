import Glibc

/// A thread that runs one closure and is joined once.
struct LoopThread: Sendable {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    /// Starts the thread.
    init(_ run: @escaping @Sendable () -> Void) throws(HTTPTransportError) {
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                blockSignals()
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw HTTPTransportError(.unknown, "no thread for the event loop: \(String(cString: strerror(result)))")
        }
        self.thread = thread
    }

    /// Waits for the thread to end. On the thread itself, which cannot wait for itself, it only lets it go.
    func join() {
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}

/// Keeps signals off this thread and the resolver threads that libcurl starts from it.
///
/// OpenSSL's writes raise SIGPIPE on a connection that the peer has closed, which must end the connection, not the process.
/// The process's own signals (SIGTERM, …) go to the threads that expect them.
private func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
