/// Turns the troubles of a client that got no answer into one reading for all topics. Pure.
struct KafkaFailureJudge: Sendable {
    /// What the client's threads reported.
    let troubles: [KafkaTrouble]
    /// Who asked.
    let observer: BusObserver
    /// Whose token was sent; `nil`: none was.
    var tokenOwner: String?

    /// The most telling reasons first: a refused password explains the disconnects around it, not the reverse.
    private static let precedence: [ReadinessReason] = [
        .authenticationFailed, .mechanismUnsupported, .tlsNameMismatch, .tlsUntrusted, .protocolMismatch, .tlsFailed,
        .hostNotFound,
        .brokersUnreachable, .timedOut,
    ]

    /// Why there was no answer.
    var reading: EndpointReading {
        guard let reason = Self.precedence.first(where: { reason in troubles.contains { $0.reason == reason } })
        else {
            return EndpointReading(
                .timedOut, "no broker of \(observer.cluster) answered in time",
                action: action(for: .timedOut), observer: observer)
        }
        return EndpointReading(
            reason, "\(summary(of: reason)): \(evidence(for: reason))",
            action: action(for: reason), observer: observer)
    }

    /// Whether waiting on cannot help: the cluster's answer, or the certificate, says so.
    static func isFinal(_ reason: ReadinessReason) -> Bool {
        switch reason {
        case .authenticationFailed, .mechanismUnsupported, .tlsNameMismatch, .tlsUntrusted, .protocolMismatch,
            .tlsFailed:
            true
        default: false
        }
    }

    /// The brokers' words for a reason, each once, with the first brokers that said them.
    private func evidence(for reason: ReadinessReason) -> String {
        var brokersByText: [(text: String, brokers: [String])] = []
        for trouble in troubles where trouble.reason == reason {
            let broker = trouble.broker ?? observer.cluster
            if let index = brokersByText.firstIndex(where: { $0.text == trouble.text }) {
                if !brokersByText[index].brokers.contains(broker) { brokersByText[index].brokers.append(broker) }
            } else {
                brokersByText.append((trouble.text, [broker]))
            }
        }
        return brokersByText.prefix(3).map { entry in
            let more = entry.brokers.count > 3 ? " and \(entry.brokers.count - 3) more" : ""
            return entry.brokers.prefix(3).joined(separator: ", ") + more + ": " + entry.text
        }.joined(separator: "; ")
    }

    private func summary(of reason: ReadinessReason) -> String {
        switch reason {
        case .authenticationFailed: "the brokers refuse the \(tokenOwner.map { "token of \($0)" } ?? "login")"
        case .mechanismUnsupported: "the brokers do not offer this SASL mechanism"
        case .tlsNameMismatch: "the broker's certificate is for another host name"
        case .tlsUntrusted: "the broker's certificate is not trusted"
        case .tlsFailed: "TLS cannot be agreed on with the broker"
        case .protocolMismatch: "the listener speaks another security protocol"
        case .hostNotFound: "a broker's host name does not resolve"
        case .timedOut: "no broker answered in time"
        default: "no broker accepts connections"
        }
    }

    private func action(for reason: ReadinessReason) -> String {
        switch reason {
        case .authenticationFailed where tokenOwner != nil:
            "allow kafka-cluster:Connect on the cluster to the AWS role of this process, and see that the region is the cluster's and the clock right"
        case .mechanismUnsupported where tokenOwner != nil:
            "turn IAM access control on and use the brokers' port for it (9098), or set kafka_sasl_mechanism to one that they offer"
        case .authenticationFailed:
            "check user name and password of \(observer.principal), and that the secret is associated with the cluster"
        case .mechanismUnsupported: "set kafka_sasl_mechanism to one that the brokers offer"
        case .tlsNameMismatch:
            "use the host names that the certificate is for in kafka_bootstrap_servers (not an alias or an address)"
        case .tlsUntrusted: "give the authority that signed it with --kafka-ca-file, or renew the certificate"
        case .tlsFailed: "check the broker's TLS settings against this message"
        case .protocolMismatch: "check kafka_security_protocol against the port"
        case .hostNotFound: "check the host names in kafka_bootstrap_servers, and name resolution on \(observer.host)"
        case .timedOut:
            "check firewalls, security groups and network policies between \(observer.host) and the brokers"
        default: "check that the brokers run and that \(observer.host) may reach them"
        }
    }
}
