import ArgumentParser
import PersistenceOperator

extension PlanSettings.DeletionAllowance: ExpressibleByArgument {
    /// Reads a number or `all`.
    public init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let number = Int(argument), number >= 0 {
            self = .upTo(number)
        } else {
            return nil
        }
    }
}

/// What a plan may do.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take over the objects of this name that the operator did not make. Repeatable.", valueName: "name"))
    var adopt: [String] = []

    @Option(
        help: ArgumentHelp(
            "Writers that may be deleted beyond the budget of 30 %: a number, or all.", valueName: "n|all"))
    var allowDeletions: PlanSettings.DeletionAllowance?

    @Flag(help: "Create the spec's namespace where it is missing.")
    var createNamespace = false

    @Flag(help: "Take an instance over that something else drives: a controller, or another source of one.")
    var takeOver = false

    @OptionGroup var rolling: RollOptions

    func settings(instance: String, bus: BusSettings, waits: Bool = false, isOffline: Bool = false) -> PlanSettings {
        var settings = PlanSettings(
            instance: instance, busCheck: bus.check, adopt: Set(adopt), allowedDeletions: allowDeletions ?? .budget,
            createsNamespace: createNamespace, waits: waits, isOffline: isOffline)
        settings.takesOver = takeOver
        settings.rollTriggers = rolling.triggers
        return settings
    }
}
