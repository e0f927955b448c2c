import ArgumentParser
import PersistenceOperator

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints a JSON Schema of the spec, for editors to complete and check it.",
        discussion: "The schema is of the dialect 2020-12.")

    @Flag(help: "Print the CustomResourceDefinition of BackgroundPersistence instead, whose .spec is a spec.")
    var crd = false

    func run() throws {
        Console.write(crd ? try ResourceDefinition.text() : SpecSchema.text)
    }
}
