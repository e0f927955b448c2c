import ArgumentParser
import PersistenceOperator

extension StatusReport.Format: ExpressibleByArgument {}

struct StatusCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows all instances and what is wrong with their writers; only reads.",
        discussion: "What is shown is what the controllers wrote last, and of pipelines what they remember.")

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var logging: LoggingOptions

    @Option(name: [.customShort("n"), .long], help: "Where to look; else in the namespace of the context.")
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "Look in all namespaces.")
    var allNamespaces = false

    @Option(name: [.short, .long], help: "text: writers that are not ready; wide: all writers; json: data.")
    var output: StatusReport.Format = .text

    @Flag(
        help:
            "Show it again whenever it changes, until the command is interrupted; errors after the first look do not end it."
    )
    var watch = false

    func validate() throws {
        if allNamespaces, namespace != nil {
            throw ValidationError("--namespace and --all-namespaces exclude each other")
        }
    }

    func run() async throws {
        logging.bootstrap()
        let connection = try cluster.connect()
        let place = allNamespaces ? nil : namespace ?? connection.namespace
        guard watch else { return Console.write(try await connection.status(namespace: place).text(output)) }
        try await connection.watchStatus(namespace: place, format: output) { saying in
            switch saying {
            case .report(let text): Console.write(text)
            case .problem(let text): Console.write(text, to: .error)
            }
        }
    }
}
