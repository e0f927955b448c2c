import ArgumentParser
import PersistenceOperator

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints a JSON Schema of the spec, for editors to complete and check it.",
        discussion: "The schema is of the dialect 2020-12.")

    func run() {
        Console.write(SpecSchema.text)
    }
}
