import Testing

@testable import HTTPTransport

@Suite("Transfer queue")
struct TransferQueueTests {
    private let start = ContinuousClock.now

    private func queue(limit: Int, _ ids: [Int]) -> TransferQueue<Int> {
        var queue = TransferQueue<Int>(limit: limit)
        for id in ids { queue.add(id, deadline: start + .seconds(id)) }
        return queue
    }

    @Test("starts in order, as many as allowed, the next when one ends")
    func order() {
        var queue = queue(limit: 2, [1, 2, 3, 4])
        #expect([queue.startNext(), queue.startNext(), queue.startNext()] == [1, 2, nil])
        queue.finish(2)
        #expect([queue.startNext(), queue.startNext()] == [3, nil])
        #expect(queue.running == [1, 3])
    }

    @Test("keeps the order over many that come and go")
    func longQueue() {
        var queue = TransferQueue<Int>(limit: 1)
        var started: [Int] = []
        for id in 0..<1000 {
            queue.add(id, deadline: start)
            if id % 2 == 1, let next = queue.startNext() {
                started.append(next)
                queue.finish(next)
            }
        }
        while let next = queue.startNext() {
            started.append(next)
            queue.finish(next)
        }
        #expect(started == Array(0..<1000))
        #expect(queue.isEmpty)
    }

    @Test("cancelling tells whether it waits, runs or is unknown")
    func cancellation() {
        var queue = queue(limit: 1, [1, 2, 3])
        #expect(queue.startNext() == 1)
        #expect(queue.cancel(1) == .isRunning)
        #expect(queue.cancel(2) == .wasWaiting)
        #expect(queue.cancel(2) == .unknown)
        #expect(queue.cancel(9) == .unknown)
        queue.finish(1)
        #expect(queue.startNext() == 3)
    }

    @Test("gives up those that waited too long, and only those")
    func expiry() {
        var queue = queue(limit: 1, [1, 5, 3, 4])
        #expect(queue.startNext() == 1)
        #expect(queue.nextDeadline == start + .seconds(1))
        #expect(queue.takeExpired(at: start + .seconds(4)) == [3, 4])
        #expect(queue.nextDeadline == start + .seconds(5))
        #expect(queue.running == [1])
        queue.finish(1)
        #expect(queue.startNext() == 5)
        #expect(queue.takeExpired(at: start + .seconds(99)).isEmpty)
        #expect(queue.nextDeadline == nil)
    }

    @Test("taking all empties it")
    func takingAll() {
        var queue = queue(limit: 1, [1, 2, 3])
        _ = queue.startNext()
        let all = queue.takeAll()
        #expect(all.running == [1])
        #expect(all.waiting == [2, 3])
        #expect(queue.isEmpty)
        #expect(queue.nextDeadline == nil)
    }
}
