import Documents
import KubeClient
import Logging

/// A spec in a ConfigMap, followed by a watch on that one object.
public struct ConfigMapSpecSource: SpecSource {
    /// Which ConfigMap, and which of its keys.
    public struct Place: Hashable, Sendable {
        /// The ConfigMap's namespace.
        public var namespace: String
        /// The ConfigMap's name.
        public var configMap: String
        /// The key; `nil`: its only one.
        public var key: String?

        /// Reads `NAMESPACE/NAME` or `NAMESPACE/NAME:KEY`.
        ///
        /// - Throws: `UsageError`.
        public init(_ text: String) throws(UsageError) {
            let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let parts = halves.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), halves.count == 1 || !halves[1].isEmpty else {
                throw UsageError(
                    "--spec-configmap '\(text)' is no ConfigMap", hint: "write NAMESPACE/NAME or NAMESPACE/NAME:KEY")
            }
            namespace = String(parts[0])
            configMap = String(parts[1])
            key = halves.count == 2 ? String(halves[1]) : nil
        }
    }

    private let place: Place
    private let client: KubeClient
    private let logger: Logger

    /// Makes a source; nothing is sent yet.
    public init(_ place: Place, client: KubeClient, logger: Logger) {
        self.place = place
        self.client = client
        self.logger = logger
    }

    /// `ConfigMap NAMESPACE/NAME`, with `:KEY` where one is given.
    public var name: String { "ConfigMap \(place.namespace)/\(place.configMap)" + (place.key.map { ":\($0)" } ?? "") }

    /// Follows the ConfigMap.
    public func follow(
        clock: ContinuousClock, isolation: isolated (any Actor)? = #isolation,
        body: (SpecSourceReading) async -> Void
    ) async {
        let (changes, continuation) = AsyncStream.makeStream(
            of: SpecSourceReading.self, bufferingPolicy: .bufferingNewest(1))
        let source = self
        let reflector = Reflector(
            client: client, resource: .configMaps, namespace: place.namespace,
            fieldSelector: "metadata.name=\(place.configMap)", logger: logger
        ) { Self.Held(object: $0, source: source) }
        let tell = { @Sendable in
            let snapshot = reflector.snapshot
            let reading = source.reading(
                of: snapshot.items.values.first, isSynced: snapshot.isSynced, refusal: snapshot.refusal)
            if let reading { continuation.yield(reading) }
        }
        let watch = Task {
            await reflector.run(onRefusal: { _ in tell() }, onChange: { _ in tell() })
            continuation.finish()
        }
        var last: SpecSourceReading?
        await withTaskCancellationHandler {
            for await reading in changes where reading != last {
                last = reading
                await body(reading)
            }
        } onCancel: {
            watch.cancel()
        }
        await watch.value
    }

    /// What is to be said of what the watch knows; `nil`: nothing yet.
    private func reading(of held: Held?, isSynced: Bool, refusal: KubeError?) -> SpecSourceReading? {
        if let refusal { return (held?.reading ?? absent).refused(SpecSourceError(source: name, refusal: refusal)) }
        return isSynced ? held?.reading ?? absent : nil
    }

    /// What the ConfigMap holds now.
    ///
    /// - Throws: `KubeError`.
    func read() async throws -> SpecSourceReading {
        let object = try await client.get(.configMaps, namespace: place.namespace, name: place.configMap)
        return object.map { Held(object: $0, source: self).reading } ?? absent
    }

    private var absent: SpecSourceReading {
        var reading = SpecSourceReading(
            .failure(SpecSourceError(source: name, message: "there is no such ConfigMap")))
        reading.seesAnnotations = false
        return reading
    }

    /// What is kept of the ConfigMap.
    private struct Held: Hashable, Sendable {
        let content: Result<[UInt8], SpecSourceError>
        let pause: Pause?

        init(object: JSONValue, source: ConfigMapSpecSource) {
            pause = Pause(of: object)
            let data = object["data"]?.object
            func failure(_ message: String) -> Result<[UInt8], SpecSourceError> {
                .failure(SpecSourceError(source: source.name, message: message))
            }
            let keys = data?.map(\.key) ?? []
            guard let key = source.place.key ?? (keys.count == 1 ? keys[0] : nil) else {
                content = failure(
                    keys.isEmpty ? "it is empty" : "it has \(keys.count) keys: name one with NAMESPACE/NAME:KEY")
                return
            }
            switch data?[key]?.string {
            case nil: content = failure("it has no key '\(key)'")
            case ""?: content = failure("its key '\(key)' is empty")
            case let text?: content = .success(Array(text.utf8))
            }
        }

        var reading: SpecSourceReading { SpecSourceReading(content, pause: pause) }
    }
}
