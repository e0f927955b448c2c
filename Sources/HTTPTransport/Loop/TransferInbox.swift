import Synchronization

/// What callers leave for the event loop.
final class TransferInbox: Sendable {
    /// Everything left since the last look.
    struct Contents {
        var submitted: [TransferJob] = []
        var cancelled: [TransferJob.ID] = []
        var isStopped = false
    }

    private let contents = Mutex(Contents())

    /// Leaves a job. Returns false after `stop`: the job will not be seen.
    func submit(_ job: TransferJob) -> Bool {
        contents.withLock {
            guard !$0.isStopped else { return false }
            $0.submitted.append(job)
            return true
        }
    }

    func cancel(_ id: TransferJob.ID) {
        contents.withLock { $0.cancelled.append(id) }
    }

    /// Asks the loop to end. Returns false if it was asked before.
    func stop() -> Bool {
        contents.withLock {
            let wasRunning = !$0.isStopped
            $0.isStopped = true
            return wasRunning
        }
    }

    func take() -> Contents {
        contents.withLock {
            let taken = $0
            $0 = Contents(isStopped: taken.isStopped)
            return taken
        }
    }
}
