import Documents

/// What an instance has applied: one ConfigMap beside the writers.
///
/// It tells a deleted Deployment from a new writer, and a changed number of replicas from a scaled one. What it does not
/// hold is unknown, and unknown is never a permission.
public struct Inventory: Hashable, Sendable {
    /// What was applied for one writer.
    public struct Entry: Hashable, Sendable {
        /// The writer's type.
        public var type: String
        /// The content hash of its rendered objects.
        public var revision: String
        /// The spec's number of replicas when it was applied; `nil`: the spec gave none.
        public var specReplicas: Int64?
        /// What it consumes and produces, as `EndpointID` texts, ascending; `nil`: not known.
        public var endpoints: [String]?
        /// The kinds of its objects, ascending. All are named as the writer.
        public var kinds: [String]

        /// Makes an entry.
        public init(type: String, revision: String, specReplicas: Int64?, endpoints: [String]?, kinds: [String]) {
            self.type = type
            self.revision = revision
            self.specReplicas = specReplicas
            self.endpoints = endpoints
            self.kinds = kinds
        }
    }

    /// The entries by writer name.
    public var writers: [String: Entry]
    /// The bus of the last applied revision; `nil`: not known. A live instance never changes it by inference.
    public var backend: String?

    /// The source that a controller drives the instance from, such as `file /etc/spec.json`; `nil`: none does.
    public var driver: String?

    /// The custom resource that the inventory goes with when it is deleted; `nil`: it stays.
    public var owner: OwnerReference?

    /// The hand brake that somebody pulled on the ConfigMap; read, and never written.
    public var pause: Pause?

    /// Makes an inventory.
    public init(writers: [String: Entry] = [:], backend: String? = nil, driver: String? = nil) {
        self.writers = writers
        self.backend = backend
        self.driver = driver
    }

    /// The bus is that of what was applied: where nothing was, it stays what it was.
    mutating func keepBackendIfUnchanged(since previous: Inventory) {
        if writers.isEmpty || (writers == previous.writers && previous.backend != nil) { backend = previous.backend }
    }
}
