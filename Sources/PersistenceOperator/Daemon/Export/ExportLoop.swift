import KubeClient
import Logging

/// Exports one kind of data, at its own pace: a receiver that takes no logs still gets metrics.
struct ExportLoop<Source: ExportSource>: Sendable {
    let source: Source
    let sender: ExportSender
    let interval: Duration
    let logger: Logger

    /// How long a request may take (the default of OTEL_EXPORTER_OTLP_TIMEOUT).
    private static var limit: Duration { .seconds(10) }

    /// Sends what is due until the task is cancelled.
    func run() async {
        let clock = ContinuousClock()
        let origin = clock.now
        var schedule = ExportSchedule(interval: interval, now: .zero)
        while !Task.isCancelled {
            switch schedule.next(at: origin.duration(to: clock.now), load: source.load) {
            case .wait(let deadline): await source.bell.wait(until: origin.advanced(by: deadline), clock: clock)
            case .send:
                guard let outcome = await send(within: Self.limit) else { return }
                let now = origin.duration(to: clock.now)
                if schedule.finish(outcome, at: now, chance: .random(in: 0..<1)) { tell(outcome) }
            }
        }
    }

    /// Sends everything once, as far as there is time.
    func flush(until deadline: ContinuousClock.Instant) async {
        repeat {
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero, source.load != .nothing, await send(within: remaining) == .accepted else { return }
        } while source.hasBacklog
    }

    private func send(within limit: Duration) async -> ExportOutcome? {
        let outcome = await sender.send(source.request(), source.signal, within: limit)
        switch outcome {
        case .accepted: source.settle(rejected: 0)
        case .refused(_, let rejected): source.settle(rejected: rejected)
        case .failed, nil: break
        }
        return outcome
    }

    private func tell(_ outcome: ExportOutcome) {
        switch outcome {
        case .accepted: logger.notice("\(source.signal) are exported again")
        case .refused(let why, _):
            logger.warning("the OTLP receiver refuses \(source.signal), which are lost: \(why)")
        case .failed(let why, _):
            logger.warning("\(source.signal) cannot be exported, which is tried again: \(why)")
        }
    }
}
