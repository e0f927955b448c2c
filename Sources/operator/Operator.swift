import ArgumentParser
import PersistenceOperator

/// The root command: nothing but its subcommands, and how they end.
@main
struct Operator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Takes a spec of background persistence writers to Kubernetes, gated on their message bus.",
        version: OperatorVersion.current,
        subcommands: [
            ValidateCommand.self, RenderCommand.self, CheckCommand.self, BootstrapCommand.self, DiffCommand.self,
            ReconcileCommand.self,
            RunCommand.self, StatusCommand.self, ExplainCommand.self, CatalogueCommand.self, SchemaCommand.self,
        ])

    static func main() async {
        do {
            let command = try parseAsRoot()
            if let interruptible = command as? any InterruptibleCommand {
                try await Interruption.run { try await interruptible.start() }
            } else if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                var command = command
                try command.run()
            }
            Console.exit(.success)
        } catch let error as any CommandError {
            Console.write(error.document)
            Console.write(error.report, to: .error)
            Console.exit(error.exitStatus)
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            // ArgumentParser knows its own errors; any other is a mistake of ours.
            if exitCode(for: error) != .failure { exit(withError: error) }
            Console.write("internal error: \(error)\n", to: .error)
            Console.exit(.internalError)
        }
    }
}

/// A command that comes to a safe point when it is interrupted, instead of ending at once.
protocol InterruptibleCommand: AsyncParsableCommand, Sendable {}

extension InterruptibleCommand {
    /// Runs a copy of the command.
    func start() async throws {
        var copy = self
        try await copy.run()
    }
}
