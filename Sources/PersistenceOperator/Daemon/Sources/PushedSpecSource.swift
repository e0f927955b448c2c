/// A source that is told what it holds: one of many custom resources, which one watch follows together.
struct PushedSpecSource: SpecSource {
    let name: String
    private let readings: AsyncStream<SpecSourceReading>
    private let continuation: AsyncStream<SpecSourceReading>.Continuation

    /// Makes a source that holds nothing yet.
    init(name: String) {
        self.name = name
        (readings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The source holds this now.
    func push(_ reading: SpecSourceReading) { continuation.yield(reading) }

    func follow(
        clock: ContinuousClock, isolation: isolated (any Actor)? = #isolation,
        body: (SpecSourceReading) async -> Void
    ) async {
        for await reading in readings { await body(reading) }
    }
}
