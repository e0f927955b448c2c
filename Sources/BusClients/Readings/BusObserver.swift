/// Who read the bus, from where: the same topic can look different to another principal or from another network.
public struct BusObserver: Hashable, Sendable {
    /// Who the bus takes us for: `User:name` (Kafka's form) with SASL, a Google account's e-mail
    /// address or where its token came from, `anonymous`, or `nobody` where there are no credentials.
    public var principal: String
    /// The pod or host that looked.
    public var host: String
    /// The cluster: bootstrap servers, or the address of Pub/Sub.
    public var cluster: String

    /// Makes an observer.
    public init(principal: String, host: String, cluster: String) {
        self.principal = principal
        self.host = host
        self.cluster = cluster
    }
}

extension BusObserver: CustomStringConvertible {
    /// `User:writer on pod-1 at b-1:9096`.
    public var description: String { "\(principal) on \(host) at \(cluster)" }
}
