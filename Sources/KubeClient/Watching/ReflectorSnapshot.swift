/// A change of what a reflector knows.
public enum ReflectorChange<Item: Sendable>: Sendable {
    /// The first list is complete; once.
    case synced
    /// An object is new (`old` is `nil`) or another than before.
    case upserted(ObjectName, old: Item?, new: Item)
    /// An object is gone, or the selector or the projection does not want it any more. One that was made again under the
    /// same name is a deletion, then an object without `old`.
    case deleted(ObjectName, last: Item)
}

/// What a reflector knows at one moment.
public struct ReflectorSnapshot<Item: Sendable>: Sendable {
    /// The projections of the objects.
    public let items: [ObjectName: Item]
    /// Up to where the server's history is known; empty before the first list.
    public let resourceVersion: String
    /// Whether there has been a complete list.
    public let isSynced: Bool
    /// When the server last gave a sign of life: a list, an accepted watch, an event, an orderly end. `nil`: never.
    public let lastContact: ContinuousClock.Instant?
    /// The lists that were taken over.
    public let lists: Int
    /// The watches that the server accepted.
    public let watches: Int
    /// Why the last list or watch failed; `nil` where it did not.
    public let lastError: KubeError?
    /// Why the server refuses the account: its last 401 or 403, until a list or watch succeeds again, whatever fails in between.
    public let refusal: KubeError?
}
