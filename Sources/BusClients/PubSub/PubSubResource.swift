import HTTPTransport

/// A topic or subscription to look at.
public struct PubSubResource: Hashable, Sendable {
    /// What it is.
    public enum Kind: Hashable, Sendable {
        /// A topic.
        case topic
        /// A subscription, and the short or full name of the topic that it must belong to; `nil`: any.
        case subscription(of: String?)
    }

    /// What it is.
    public var kind: Kind
    /// The project of a short name; `nil`: the default project.
    public var project: String?
    /// The project of names that have none; `nil`: the one that the environment gives.
    public var defaultProject: String?
    /// The short name, or the full one, which has a project of its own.
    public var id: String

    /// Makes a resource.
    public init(_ kind: Kind, project: String?, defaultProject: String? = nil, id: String) {
        self.kind = kind
        self.project = project
        self.defaultProject = defaultProject
        self.id = id
    }

    /// Its full name, whose collection may be another one than its kind's where a full name was given; `nil`: its project is not known.
    ///
    /// - Parameter environmentProject: The project that the environment gives.
    func name(in environmentProject: String?) -> PubSubName? {
        let collection: PubSubName.Collection = kind == .topic ? .topics : .subscriptions
        return PubSubName(id, in: collection, project: project ?? defaultProject ?? environmentProject)
    }

    /// Whether it takes the environment's project to know where this resource or its topic is.
    var needsEnvironmentProject: Bool {
        if defaultProject != nil { return false }
        if project == nil, PubSubName(fullName: id) == nil { return true }
        if case .subscription(let topic?) = kind { return PubSubName(fullName: topic) == nil }
        return false
    }
}

extension PubSubResource {
    /// The collection that it is in.
    var collection: PubSubName.Collection {
        switch kind {
        case .topic: .topics
        case .subscription: .subscriptions
        }
    }

    /// Its full name; `nil`: nobody says in which project it is.
    ///
    /// - Parameter environmentProject: That of names which have none; `nil`: not known.
    func name(environmentProject: String?) -> PubSubName? {
        PubSubName(id, in: collection, project: project ?? defaultProject ?? environmentProject)
    }

    /// The full name of the topic that a subscription must belong to; `nil`: any, or its project is not known.
    ///
    /// A short topic name is in the default project, also where the subscription is in another one.
    func expectedTopic(environmentProject: String?) -> PubSubName? {
        guard case .subscription(let topic?) = kind else { return nil }
        return PubSubName(topic, in: .topics, project: defaultProject ?? environmentProject ?? project)
    }
}

/// The full name of a topic or subscription.
struct PubSubName: Hashable, Sendable {
    /// The collection of a name.
    enum Collection: String, Sendable {
        case topics
        case subscriptions
    }

    /// The project.
    let project: String
    /// `topics` or `subscriptions`.
    let collection: Collection
    /// The short name.
    let id: String

    /// Puts a name together; a full one keeps its own project.
    ///
    /// - Returns: `nil` where no project is known.
    init?(_ name: String, in collection: Collection, project: String?) {
        if let full = PubSubName(fullName: name) {
            self = full
        } else if let project {
            (self.project, self.collection, id) = (project, collection, name)
        } else {
            return nil
        }
    }

    /// Reads `projects/P/topics/T` or `projects/P/subscriptions/S`.
    init?(fullName: String) {
        let parts = fullName.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "projects", let collection = Collection(rawValue: String(parts[2])),
            !parts[1].isEmpty, !parts[3].isEmpty
        else { return nil }
        (project, self.collection, id) = (String(parts[1]), collection, String(parts[3]))
    }

    /// Whether the service accepts the name: a letter, then 2 to 254 letters, digits, `-`, `.`, `_`, `~`, `+` or `%`.
    var isValid: Bool {
        guard (3...255).contains(id.utf8.count), let first = id.utf8.first, Self.isLetter(first) else { return false }
        let isProject = project.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || "-.:".utf8.contains($0) }
        return isProject
            && id.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || "-._~+%".utf8.contains($0) }
    }

    /// The path in a URL, percent-encoded.
    var path: String {
        "projects/\(PercentEncoding.encode(project, keeping: ":"))/\(collection.rawValue)/\(PercentEncoding.encode(id))"
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension PubSubName: CustomStringConvertible {
    /// `projects/P/topics/T`.
    var description: String { "projects/\(project)/\(collection.rawValue)/\(id)" }
}
