import ArgumentParser
import PersistenceOperator

extension ValidationReport.Format: ExpressibleByArgument {}

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks a spec and names everything that is wrong with it.",
        discussion: "Exit codes: 0 no errors, 65 errors, 2 writers at fault with --keep-going.")

    @OptionGroup var spec: SpecOptions

    @Option(name: [.short, .long], help: "How findings are shown.")
    var output: ValidationReport.Format = .text

    func run() throws {
        let report = ValidationReport(try spec.load())
        Console.write(report.text(output, colour: Console.Stream.output.allowsColour))
        Console.exit(report.exitStatus)
    }
}
