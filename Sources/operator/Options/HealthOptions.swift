import ArgumentParser
import PersistenceOperator

/// What a healthy bus is.
struct HealthOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For how long writers may be away without losing a message, such as 24h or 7d.", valueName: "time"))
    var outageWindow = "24h"

    @Option(
        name: .customLong("severity"),
        help: ArgumentHelp(
            """
            What a finding on the bus does: blocks (holds new revisions), warns, informs or ignored; may be given again. \
            'operator check --explain list' shows all codes.
            """, valueName: "code=severity"))
    var severities: [String] = []

    /// The settings.
    func settings() throws -> HealthSettings {
        try HealthSettings(outageWindow: outageWindow, severities: severities)
    }
}
