import ArgumentParser
import PersistenceOperator

extension ConfigurationName: ExpressibleByArgument {
    /// Reads `ConfigMap/NAME` or `Secret/NAME`.
    public init?(argument: String) { self.init(argument) }
}

/// What rolls writers beside their spec.
struct RollOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Roll the writers that refer to this object (configmap/NAME or secret/NAME) when its content changes; needs get \
            (run: list and watch too) on it. Repeatable. Every command that plans for an instance must be told the same.
            """, valueName: "kind/name"))
    var rollOnChange: [ConfigurationName] = []

    /// The names.
    var triggers: Set<ConfigurationName> { Set(rollOnChange) }
}
