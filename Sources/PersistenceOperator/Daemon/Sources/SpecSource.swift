import KubeClient

/// Where an instance's spec comes from, and comes from again whenever it changes.
public protocol SpecSource: Sendable {
    /// Names the source in messages and in the record of who drives an instance: `file /etc/spec.json`.
    var name: String { get }

    /// Tells what the source holds, now and again whenever that changes, until the task is cancelled. The same failure twice
    /// in a row is told once.
    func follow(clock: ContinuousClock, isolation: isolated (any Actor)?, body: (SpecSourceReading) async -> Void) async

    /// Looks at the source now, and tells what it holds also where that is the same.
    func reread()
}

extension SpecSource {
    /// Nothing: whatever is watched is listed anew by its client (`KubeClient.relist`).
    public func reread() {}
}

/// What a source held when it changed.
public struct SpecSourceReading: Hashable, Sendable {
    /// The document's bytes, or why there are none.
    public var content: Result<[UInt8], SpecSourceError>
    /// `metadata.generation` of a custom resource.
    public var generation: Int64?
    /// Whether the object that holds the spec was there to be read: else nothing is known of its annotations.
    public var seesAnnotations = true
    /// What the source's pause annotation says.
    public var pause: Pause?
    /// The custom resource that the writers go with when it is deleted; `nil`: they stay.
    public var owner: OwnerReference?

    /// Makes a reading.
    public init(
        _ content: Result<[UInt8], SpecSourceError>, generation: Int64? = nil, pause: Pause? = nil,
        owner: OwnerReference? = nil
    ) {
        self.content = content
        self.generation = generation
        self.pause = pause
        self.owner = owner
    }

    /// What is known of the source while it may not be read: all but its content stays as it was, its hand brake too.
    func refused(_ error: SpecSourceError) -> SpecSourceReading {
        var reading = self
        reading.content = .failure(error)
        return reading
    }
}

/// Why a source has no document.
public struct SpecSourceError: Error, Hashable, Sendable {
    /// The source, as messages name it.
    public var source: String
    /// What is wrong with it.
    public var message: String
    /// Whether the account may not read it: that is no fault of the spec.
    public var isRefusal: Bool

    /// Makes an error.
    public init(source: String, message: String, isRefusal: Bool = false) {
        self.source = source
        self.message = message
        self.isRefusal = isRefusal
    }

    /// The API server does not let the account read the source.
    init(source: String, refusal: KubeError) {
        self.init(source: source, message: "it may not be read: \(refusal)", isRefusal: true)
    }

    init(_ error: SpecFileError) {
        self.init(source: error.path, message: error.description)
    }
}
