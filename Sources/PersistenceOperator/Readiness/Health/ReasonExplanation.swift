import BusClients

/// What a code about the bus means, for people who see it for the first time.
public struct ReasonExplanation: Hashable, Sendable {
    /// What is the case, and what it leads to.
    public let meaning: String
    /// What to do about it.
    public let action: String
    /// Where the rule comes from.
    public let source: String

    private init(_ meaning: String, _ action: String, _ source: String) {
        self.meaning = meaning
        self.action = action
        self.source = source
    }

    /// The explanation of a code.
    public init(_ reason: ReadinessReason) {
        self =
            switch reason {
            case .ready:
                ReasonExplanation(
                    "The topic or subscription exists and can be used.",
                    "Nothing.",
                    "this operator: docs/decisions/bus-health.md")
            case .topicMissing:
                ReasonExplanation(
                    "The bus answered: there is no such topic. New revisions of its writers wait; what runs stays.",
                    "Create it, or correct its name in the spec.",
                    "Apache Kafka, protocol error codes (UNKNOWN_TOPIC_OR_PARTITION)")
            case .noLeader:
                ReasonExplanation(
                    "A partition has no leading broker: nobody can read from or write to it.",
                    "Bring back the brokers that hold its replicas.",
                    "Apache Kafka, protocol error codes (LEADER_NOT_AVAILABLE)")
            case .isrBelowMinimum:
                ReasonExplanation(
                    "A partition has fewer replicas in sync than min.insync.replicas: producers that wait for all "
                        + "replicas are refused.",
                    "Bring back the brokers that hold its replicas.",
                    "Apache Kafka, topic configuration: min.insync.replicas")
            case .notAuthorized:
                ReasonExplanation(
                    "The principal that looks may not describe the topic, which may be missing as well: Kafka does "
                        + "not tell. It is this operator's view, not that of the writers.",
                    "Grant Describe on the topic to the principal that looks.",
                    "Apache Kafka, protocol error codes (TOPIC_AUTHORIZATION_FAILED)")
            case .invalidName:
                ReasonExplanation(
                    "The bus refuses the name.",
                    "Correct it in the spec.",
                    "Apache Kafka, Topic.validate; Google Cloud Pub/Sub, resource names")
            case .subscriptionMissing:
                ReasonExplanation(
                    "The service answered: there is no such subscription.",
                    "Create it, or correct its name or project in the spec.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .subscriptionOfAnotherTopic:
                ReasonExplanation(
                    "The subscription delivers another topic than the spec says: the writer would store something "
                        + "else.",
                    "Correct the subscription or the topic in the spec.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .subscriptionDetached:
                ReasonExplanation(
                    "The subscription was detached from its topic: it receives nothing any more, and what it held is "
                        + "gone.",
                    "Delete it and create it again.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .topicDeleted:
                ReasonExplanation(
                    "The subscription's topic was deleted: a new topic of the same name does not revive it.",
                    "Create the topic and the subscription again.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .subscriptionNotPull:
                ReasonExplanation(
                    "The subscription pushes, or writes to a store by itself: a writer cannot pull from it.",
                    "Use a pull subscription.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .subscriptionFailed:
                ReasonExplanation(
                    "The service says that the subscription cannot receive messages (RESOURCE_ERROR).",
                    "See what it delivers to.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .brokersUnreachable:
                ReasonExplanation(
                    "No broker accepts connections. Nothing is known of the topics: only new endpoints wait.",
                    "Check that the brokers run and that the network lets this process reach them.",
                    "this operator: docs/decisions/bus-health.md")
            case .serviceUnreachable:
                ReasonExplanation(
                    "Pub/Sub accepts no connections. Nothing is known: only new endpoints wait.",
                    "Check the network.",
                    "this operator: docs/decisions/bus-health.md")
            case .authenticationFailed:
                ReasonExplanation(
                    "The brokers refuse user name and password.",
                    "Check the secret, and that it is associated with the cluster.",
                    "Apache Kafka, protocol error codes (SASL_AUTHENTICATION_FAILED)")
            case .mechanismUnsupported:
                ReasonExplanation(
                    "The brokers do not offer the SASL mechanism.",
                    "Set kafka_sasl_mechanism to one that they offer.",
                    "Apache Kafka, protocol error codes (UNSUPPORTED_SASL_MECHANISM)")
            case .tlsNameMismatch:
                ReasonExplanation(
                    "The broker's certificate is for another host name.",
                    "Use the names that the certificate is for.",
                    "RFC 9525")
            case .tlsUntrusted:
                ReasonExplanation(
                    "The certificate is not signed by a trusted authority, or has expired.",
                    "Give the authority with --kafka-ca-file, or renew the certificate.",
                    "RFC 5280")
            case .tlsFailed:
                ReasonExplanation(
                    "TLS could not be agreed on.",
                    "Check the TLS settings of both sides.",
                    "RFC 8446")
            case .protocolMismatch:
                ReasonExplanation(
                    "TLS was spoken to a plain-text listener, or the reverse.",
                    "Check kafka_security_protocol against the port.",
                    "this operator: docs/decisions/bus-health.md")
            case .hostNotFound:
                ReasonExplanation(
                    "The host name does not resolve where this process runs.",
                    "Check the name, and name resolution.",
                    "this operator: docs/decisions/bus-health.md")
            case .timedOut:
                ReasonExplanation(
                    "There was no answer in time. Nothing is known: only new endpoints wait.",
                    "Check firewalls, security groups and network policies.",
                    "this operator: docs/decisions/bus-health.md")
            case .partialReply:
                ReasonExplanation(
                    "The answer lacks a part of what was asked for, which is not taken for less.",
                    "Check again.",
                    "this operator: docs/decisions/bus-health.md")
            case .rateLimited:
                ReasonExplanation(
                    "The bus refuses this client: too many requests in a short time.",
                    "Check again later; quotas may be too small.",
                    "this operator: docs/decisions/bus-health.md")
            case .serverError:
                ReasonExplanation(
                    "The bus failed by itself.",
                    "Check again; see its logs or status page.",
                    "this operator: docs/decisions/bus-health.md")
            case .permissionDenied:
                ReasonExplanation(
                    "The Google principal may not see the topic or subscription.",
                    "Grant roles/pubsub.viewer, or pubsub.subscriptions.get and pubsub.topics.get.",
                    "Google Cloud Pub/Sub, access control with IAM")
            case .credentialsMissing:
                ReasonExplanation(
                    "No credentials were given to this process.",
                    "Give it some; the message names the ways.",
                    "docs/decisions/kafka-logins.md")
            case .configurationInvalid:
                ReasonExplanation(
                    "The client cannot be set up as it is told.",
                    "Correct the setting or the file that the message names.",
                    "this operator: docs/decisions/bus-health.md")
            case .credentialsInvalid:
                ReasonExplanation(
                    "The credentials cannot be read, or are malformed.",
                    "Mend them.",
                    "docs/decisions/kafka-logins.md")
            case .credentialsExpired:
                ReasonExplanation(
                    "The token has expired or was revoked.",
                    "Get a new one.",
                    "docs/decisions/kafka-logins.md")
            case .credentialsUnavailable:
                ReasonExplanation(
                    "Where credentials come from does not answer, or fails.",
                    "Wait, or check the network.",
                    "docs/decisions/kafka-logins.md")
            case .wrongProject:
                ReasonExplanation(
                    "The Google Cloud project does not exist, or may not be seen: Pub/Sub does not tell.",
                    "Give the project's ID, not its display name.",
                    "Google Cloud Pub/Sub, REST reference: projects.subscriptions")
            case .secretMissing:
                ReasonExplanation(
                    "The secret store has no such secret.",
                    "Make it, or correct its name, the region or the account.",
                    "docs/decisions/kafka-logins.md")
            case .secretDenied:
                ReasonExplanation(
                    "The secret store does not give the secret to this process.",
                    "Allow it to read the secret.",
                    "docs/decisions/kafka-logins.md")
            case .secretStoreUnavailable:
                ReasonExplanation(
                    "The secret store does not answer, or fails.",
                    "Wait, or check the network.",
                    "docs/decisions/kafka-logins.md")
            case .secretNotAllowed:
                ReasonExplanation(
                    "The operator's settings do not let a spec name this secret: it was not read.",
                    "Whoever runs the operator can allow it with --allow-secret.",
                    "docs/decisions/kafka-logins.md")
            case .brokerNotAllowed:
                ReasonExplanation(
                    "The operator's settings do not let a spec have a login sent to this broker: nothing was sent.",
                    "Whoever runs the operator can allow it with --allow-broker.",
                    "docs/decisions/kafka-logins.md")
            case .passwordExposed:
                ReasonExplanation(
                    "The password would have been sent over a connection that others can read: nothing was sent.",
                    "Use SASL_SSL, or a SCRAM mechanism.",
                    "RFC 4616, section 4")
            case .projectUnknown:
                ReasonExplanation(
                    "Neither spec, options, environment nor metadata server name the Google Cloud project.",
                    "Set google_cloud_project, or pass --google-project.",
                    "this operator: docs/decisions/bus-health.md")
            case .serversUnknown:
                ReasonExplanation(
                    "No bootstrap servers are known.",
                    "Set kafka_bootstrap_servers, or pass --kafka-bootstrap-servers.",
                    "this operator: docs/decisions/bus-health.md")
            case .notSupported:
                ReasonExplanation(
                    "This check cannot use the connection's kind of authentication.",
                    "Check the topics by another way.",
                    "this operator: docs/decisions/bus-health.md")
            case .notChecked:
                ReasonExplanation(
                    "Nobody looked.",
                    "Run operator check.",
                    "this operator: docs/decisions/bus-health.md")
            case .underReplicated:
                ReasonExplanation(
                    "Replicas of a partition are out of sync: a broker is down, full or slow. As long as "
                        + "min.insync.replicas are left, nobody notices; with fewer, producers are refused.",
                    "See which brokers are down, full or slow.",
                    "Apache Kafka, monitoring: UnderReplicatedPartitions")
            case .replicationTooLow:
                ReasonExplanation(
                    "A topic has fewer than three replicas: two brokers away, as in an upgrade and a failure, and "
                        + "its messages cannot be read, or are gone.",
                    "Raise it with kafka-reassign-partitions.sh.",
                    "Amazon MSK Developer Guide, best practices for Kafka clients")
            case .minimumInSyncTooHigh:
                ReasonExplanation(
                    "min.insync.replicas is the number of replicas: producers are refused as soon as one broker is "
                        + "away, which each rolling restart causes.",
                    "Lower min.insync.replicas to one less than the replicas.",
                    "Amazon MSK Developer Guide, best practices for Kafka clients")
            case .minimumInSyncTooLow:
                ReasonExplanation(
                    "min.insync.replicas is 1: what was acknowledged may be on one broker only, and is lost with it.",
                    "Set min.insync.replicas=2.",
                    "Apache Kafka, topic configuration: min.insync.replicas")
            case .tooFewPartitions:
                ReasonExplanation(
                    "A partition is read by one member of a consumer group: replicas beyond the number of partitions "
                        + "idle.",
                    "Ask for fewer replicas, or add partitions.",
                    "Apache Kafka, design: consumer groups")
            case .retentionTooShort:
                ReasonExplanation(
                    "Messages are kept for less time than writers may be away (--outage-window): what is not read "
                        + "within it is lost.",
                    "Raise the retention, or say with --outage-window which outage must be survived.",
                    "Apache Kafka, topic configuration: retention.ms; Google Cloud Pub/Sub, subscription properties: message retention"
                )
            case .retentionBySize:
                ReasonExplanation(
                    "retention.bytes is set: a partition that grows past it loses its oldest messages, however young "
                        + "they are.",
                    "Set retention.bytes=-1, or make sure that it is enough.",
                    "Apache Kafka, topic configuration: retention.bytes")
            case .retentionLong:
                ReasonExplanation(
                    "Messages are kept for more than seven times the outage window: storage costs more than it is "
                        + "good for.",
                    "Lower retention.ms, unless somebody replays from the topic.",
                    "Amazon MSK Developer Guide, best practices for Kafka clients")
            case .topicCompacted:
                ReasonExplanation(
                    "The topic is compacted: of messages with one key only the last is sure to be kept. A bus needs "
                        + "them all.",
                    "Set cleanup.policy=delete.",
                    "Apache Kafka, topic configuration: cleanup.policy")
            case .deadLetterTooSmall:
                ReasonExplanation(
                    "The dead-letter topic refuses messages that the consumed topic takes: one that fails cannot be "
                        + "put aside, and stops its partition.",
                    "Raise max.message.bytes of the dead-letter topic.",
                    "Apache Kafka, topic configuration: max.message.bytes")
            case .topicsAutoCreated:
                ReasonExplanation(
                    "Brokers create topics that do not exist: a misspelt name becomes a topic that nobody reads, "
                        + "with one replica and the brokers' defaults.",
                    "Set auto.create.topics.enable=false.",
                    "Amazon MSK Developer Guide, best practices for Kafka clients")
            case .configurationUnseen:
                ReasonExplanation(
                    "The topic's configuration may not be seen, or the brokers do not tell it: its retention and "
                        + "limits were not judged.",
                    "Grant DescribeConfigs on the topic to the principal that looks.",
                    "Apache Kafka, protocol error codes (DescribeConfigs)")
            case .groupUnknown:
                ReasonExplanation(
                    "Nobody says which consumer group a writer uses, so nothing is known of its lag. The default "
                        + "groups of the writers are not public.",
                    "Set kafka_consumer_group_override, or consumerGroup in a catalogue file.",
                    "this operator: docs/decisions/bus-health.md")
            case .groupUnseen:
                ReasonExplanation(
                    "The consumer group cannot be seen. A group of the new protocol looks dead through the old "
                        + "requests, which is not taken for dead.",
                    "Grant Describe on the group to the principal that looks.",
                    "KIP-848; Apache Kafka, design: consumer groups")
            case .groupEmpty:
                ReasonExplanation(
                    "The consumer group has committed offsets before and has no member now: nobody reads the topic.",
                    "See whether the writer's pods run and reach the brokers.",
                    "Apache Kafka, design: consumer groups")
            case .groupRebalancing:
                ReasonExplanation(
                    "The members of the group are sharing the partitions out. Nobody reads meanwhile; when it lasts, "
                        + "a member keeps leaving.",
                    "Look for pods that are restarted, or do not poll within max.poll.interval.ms.",
                    "Apache Kafka, design: consumer groups")
            case .noCommitYet:
                ReasonExplanation(
                    "The consumer group has never committed an offset: its lag is neither zero nor everything, but "
                        + "unknown.",
                    "Nothing, where the writer is new; else check that this is the group it uses.",
                    "Apache Kafka, design: consumer groups")
            case .lagUnknown:
                ReasonExplanation(
                    "How far the group is behind could not be seen, or not for all partitions, and a part is not "
                        + "taken for the whole.",
                    "Check again; the principal that looks needs Describe on the group.",
                    "this operator: docs/decisions/bus-health.md")
            case .messagesLost:
                ReasonExplanation(
                    "The group's next offset is before the first message that is left: what was between was deleted "
                        + "unread.",
                    "Raise retention.ms, and see why the writer does not keep up.",
                    "Apache Kafka, topic configuration: retention.ms")
            case .lagOutlastsRetention:
                ReasonExplanation(
                    "The next message that the group will read, or the oldest that a subscription holds, has used up more "
                        + "than three quarters of its retention time: unless the writer catches up, messages will be "
                        + "deleted unread.",
                    "Raise retention.ms or the message retention now, then add replicas or find what is slow.",
                    "Apache Kafka, topic configuration: retention.ms; Google Cloud Pub/Sub, subscription properties: "
                        + "message retention duration")
            case .backlogUnseen:
                ReasonExplanation(
                    "How many messages a subscription holds, and since when, could not be read from Cloud Monitoring, "
                        + "or not fully. That is neither zero nor a fault of the subscription.",
                    "Grant roles/monitoring.viewer to the principal that looks; a new subscription has no points for "
                        + "some minutes.",
                    "Google Cloud metrics: pubsub.googleapis.com/subscription/num_undelivered_messages and "
                        + "oldest_unacked_message_age")
            case .subscriptionExpires:
                ReasonExplanation(
                    "The subscription deletes itself when it is idle for that long: with writers stopped, everything "
                        + "that it holds goes too.",
                    "Set the expiration period to never.",
                    "Google Cloud Pub/Sub, subscription properties: expiration period")
            case .subscriptionFiltered:
                ReasonExplanation(
                    "The subscription has a filter: what does not match is acknowledged by the service, and never "
                        + "reaches a writer.",
                    "Make a subscription without a filter, unless it is meant.",
                    "Google Cloud Pub/Sub, subscription properties: filter")
            case .acknowledgementDeadlineShort:
                ReasonExplanation(
                    "The service delivers a message again when it is not acknowledged within 10 s: a writer that "
                        + "does not extend the time stores it twice.",
                    "Set a deadline as long as a batch takes.",
                    "Google Cloud Pub/Sub, subscription properties: acknowledgment deadline")
            case .noDeadLetterPolicy:
                ReasonExplanation(
                    "The subscription has no dead-letter policy: a message that always fails is delivered for ever, "
                        + "and paid for each time.",
                    "Set a dead-letter topic.",
                    "Google Cloud Pub/Sub, subscription properties: dead-letter topics")
            }
    }
}
