import CCurl
import Synchronization

/// The event loop: owns all easy handles and runs them on one thread. Nothing of it but the inbox, the wake-up and the
/// counters is seen by other threads.
final class TransferLoop {
    private let configuration: HTTPClientConfiguration
    private let inbox: TransferInbox
    private let multi: MultiHandle
    private let counters: HTTPClientCounters
    private var queue: TransferQueue<TransferJob.ID>
    private var waitingJobs: [TransferJob.ID: TransferJob] = [:]
    private var runningHandles: [TransferJob.ID: EasyHandle] = [:]
    private var handlesByPointer: [UnsafeMutableRawPointer: EasyHandle] = [:]
    private var idleHandles: [EasyHandle] = []

    init(
        configuration: HTTPClientConfiguration, inbox: TransferInbox, multi: MultiHandle, counters: HTTPClientCounters
    ) {
        self.configuration = configuration
        self.inbox = inbox
        self.multi = multi
        self.counters = counters
        queue = TransferQueue(limit: configuration.maximumInFlight)
    }

    /// Runs until the inbox is stopped; then ends what is left.
    func run() {
        while true {
            let contents = inbox.take()
            admit(contents)
            if contents.isStopped { break }
            expire()
            startWaiting()
            multi.perform()
            if finishEnded() { continue }
            multi.poll(milliseconds: pollTime)
        }
        endAll()
    }

    private var pollTime: Int {
        guard let deadline = queue.nextDeadline else { return 60_000 }
        return min(60_000, max(0, (deadline - .now).wholeMilliseconds + 1))
    }

    private func admit(_ contents: TransferInbox.Contents) {
        for job in contents.submitted {
            if job.isCancelled.isSet {
                end(job, with: .cancelled)
            } else {
                waitingJobs[job.id] = job
                queue.add(job.id, deadline: job.deadline)
            }
        }
        for id in contents.cancelled {
            switch queue.cancel(id) {
            case .wasWaiting: endWaiting(id, with: .cancelled)
            case .isRunning: stopRunning(id, failure: .cancelled)
            case .unknown: break
            }
        }
    }

    private func expire() {
        guard let deadline = queue.nextDeadline else { return }
        let now = ContinuousClock.now
        guard deadline <= now else { return }
        for id in queue.takeExpired(at: now) {
            endWaiting(id, with: HTTPTransportError(.timeout, "the time was up before the request could be sent"))
        }
    }

    private func startWaiting() {
        while let id = queue.startNext() {
            guard let job = waitingJobs.removeValue(forKey: id) else {
                queue.finish(id)
                continue
            }
            do throws(HTTPTransportError) {
                let handle: EasyHandle
                if let idle = idleHandles.popLast() { handle = idle } else { handle = try EasyHandle(configuration) }
                handle.prepare(job, sink: job.makeSink(), now: .now)
                runningHandles[id] = handle
                handlesByPointer[handle.pointer] = handle
                multi.add(handle)
                counters.started(job.request.method)
            } catch {
                queue.finish(id)
                end(job, with: error)
            }
        }
    }

    private func finishEnded() -> Bool {
        var anyEnded = false
        while let (pointer, code) = multi.nextFinished() {
            anyEnded = true
            guard let handle = handlesByPointer[pointer], let id = handle.jobID else { continue }
            retire(handle, id)
            counters.ended(
                connections: handle.connectionsOpened, response: code == CURLE_OK ? handle.response : nil)
            _ = handle.finish(code)
            idleHandles.append(handle)
        }
        return anyEnded
    }

    private func retire(_ handle: EasyHandle, _ id: TransferJob.ID) {
        multi.remove(handle)
        runningHandles[id] = nil
        handlesByPointer[handle.pointer] = nil
        queue.finish(id)
    }

    private func stopRunning(_ id: TransferJob.ID, failure: HTTPTransportError) {
        guard let handle = runningHandles[id] else { return }
        retire(handle, id)
        counters.ended(connections: handle.connectionsOpened, response: nil)
        _ = handle.finish(CURLE_ABORTED_BY_CALLBACK, failure: failure)
        idleHandles.append(handle)
    }

    private func endWaiting(_ id: TransferJob.ID, with error: HTTPTransportError) {
        guard let job = waitingJobs.removeValue(forKey: id) else { return }
        end(job, with: error)
    }

    private func end(_ job: TransferJob, with error: HTTPTransportError) {
        job.makeSink().finish(.failure(error))
    }

    private func endAll() {
        let (running, waiting) = queue.takeAll()
        let error = HTTPTransportError.shutDown
        for id in running { stopRunning(id, failure: error) }
        for id in waiting { endWaiting(id, with: error) }
        // Before the multi handle goes, and on this thread.
        idleHandles = []
    }
}
