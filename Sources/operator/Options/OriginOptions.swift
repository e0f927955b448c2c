import ArgumentParser
import PersistenceOperator

/// Where `operator run` takes its specs from.
struct OriginOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("spec")],
        help: ArgumentHelp(
            "One instance, out of this file: JSON or YAML, also in a mounted ConfigMap.", valueName: "file"))
    var spec: String?

    @Option(
        help: ArgumentHelp("One instance, out of a ConfigMap.", valueName: "namespace/name[:key]"))
    var specConfigmap: String?

    @Option(
        help: ArgumentHelp(
            """
            An instance for each BackgroundPersistence in this namespace; where no other source is given, the account's own. \
            Repeatable.
            """, valueName: "namespace"))
    var watchNamespace: [String] = []

    @Flag(help: "An instance for each BackgroundPersistence in all namespaces.")
    var allNamespaces = false

    @Flag(help: "A BackgroundPersistence may name another namespace than its own.")
    var allowOtherNamespaces = false

    @Option(
        help: ArgumentHelp(
            """
            A secret that a spec may name in kafka_sasl_secret, in the cloud's store or as k8s://NAME; * stands for anything. \
            Repeatable. Default: \
            any for --spec and --spec-configmap, none for BackgroundPersistences, which others may write.
            """, valueName: "name"))
    var allowSecret: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            A broker that a spec may have a login sent to; * stands for anything, as in *.kafka.eu-central-1.amazonaws.com. \
            Repeatable. Default: as of --allow-secret. Those of --kafka-bootstrap-servers need none.
            """, valueName: "host"))
    var allowBroker: [String] = []

    func validate() throws {
        let given = [spec != nil, specConfigmap != nil, !watchNamespace.isEmpty, allNamespaces].count { $0 }
        guard given <= 1 else {
            throw ValidationError(
                """
                --spec, --spec-configmap, --watch-namespace and --all-namespaces exclude each other: specs come from one \
                kind of place
                """)
        }
        guard spec != "-" else { throw ValidationError("run follows a file: standard input does not change") }
    }

    /// What the specs may have this process read and send.
    var policy: BusPolicy {
        BusPolicy(secrets: allowSecret, brokers: allowBroker, isShared: spec == nil && specConfigmap == nil)
    }

    /// The origin; `nil`: the resources of the account's own namespace.
    func origin() throws -> SpecOrigin? {
        if let spec { return .file(spec) }
        if let specConfigmap { return .configMap(try ConfigMapSpecSource.Place(specConfigmap)) }
        if allNamespaces { return .resources(namespaces: nil) }
        return watchNamespace.isEmpty ? nil : .resources(namespaces: watchNamespace)
    }
}
