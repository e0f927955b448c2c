import Documents
import FoundationEssentials
import KubeClient

/// What a cluster says of one instance: read from its custom resource, or from its ConfigMaps.
public struct InstanceReport: Sendable {
    /// The namespace of the resource or ConfigMap.
    public var namespace: String
    /// The instance's name.
    public var instance: String
    /// The source that drives it, such as `file /etc/spec.json`; `nil`: nobody does, it was applied by a pipeline.
    public var driver: String?
    /// What the controller wrote; `nil`: none has.
    public var status: JSONValue?
    /// Whether the resource that drove it was looked for, and is gone.
    var sourceIsGone = false

    /// Reads a custom resource.
    init?(resource: JSONValue) {
        guard let name = resource[path: "metadata", "name"]?.string,
            let namespace = resource[path: "metadata", "namespace"]?.string
        else { return nil }
        self.namespace = namespace
        instance = name
        driver = "\(BackgroundPersistence.resource.kind) \(namespace)/\(name)"
        status = resource["status"]
    }

    /// Reads what the ConfigMaps of an instance say.
    init(namespace: String, instance: String, inventory: JSONValue?, status: JSONValue?) {
        self.namespace = namespace
        self.instance = instance
        driver = (inventory?["data"]?.object).flatMap(InventoryConfigMap.inventory(from:))?.driver
        self.status = status?[path: "data", StatusWriter.key]?.string.flatMap { try? JSONValue(parsing: $0) }
    }

    private var standing: InstanceStanding { driver == nil ? .notDriven : sourceIsGone ? .sourceGone : .noStatus }

    /// Why it is not ready, or has no status: a code.
    var reason: String { condition(.ready)?["reason"]?.string ?? standing.rawValue }

    /// What is wrong with all of it, and what to do; `nil`: nothing.
    var problem: String? {
        guard let ready = condition(.ready) else { return standing.message }
        return ready["status"]?.string == "True" ? nil : ready["message"]?.string
    }

    func condition(_ kind: InstanceCondition.Kind) -> JSONValue? {
        status?["conditions"]?.array?.first { $0["type"]?.string == kind.rawValue }
    }

    /// The writers as the controller last saw them.
    var writers: [JSONValue] { status?["writers"]?.array ?? [] }

    /// Since when a condition has its status.
    func since(_ kind: InstanceCondition.Kind, now: Date) -> String {
        Self.age(since: condition(kind)?["lastTransitionTime"]?.string, now: now)
    }

    /// How long ago a time of the API was; `-` where it is none.
    static func age(since time: String?, now: Date) -> String {
        guard let date = time.flatMap({ try? Date($0, strategy: .iso8601) }) else { return "-" }
        return age(now.timeIntervalSince(date))
    }

    /// `45s`, `12m`, `3h`, `9d`: the largest unit, as kubectl has it.
    static func age(_ seconds: Double) -> String {
        let seconds = Int(max(0, seconds))
        return switch seconds {
        case ..<120: "\(seconds)s"
        case ..<7200: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}
