/// What the names of Amazon MSK's brokers tell.
public enum MSKBrokers {
    /// The region of the first broker whose name has one: `b-1.name.id.c2.kafka.eu-central-1.amazonaws.com`, with `kafka-serverless` for a
    /// serverless cluster, and with `.cn` at the end in China. `nil`: none has, as with names of one's own.
    ///
    /// - Parameter servers: `host:port`.
    public static func region(of servers: [String]) -> String? {
        for server in servers {
            let host = server.lowercased().prefix { $0 != ":" }
            guard let domain = [".amazonaws.com", ".amazonaws.com.cn"].first(where: host.hasSuffix) else { continue }
            let labels = host.dropLast(domain.count).split(separator: ".", omittingEmptySubsequences: false)
            guard let region = labels.last, AWSRegion.isRegion(region),
                ["kafka", "kafka-serverless"].contains(labels.dropLast().last)
            else { continue }
            return String(region)
        }
        return nil
    }
}
