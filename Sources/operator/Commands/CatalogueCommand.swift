import ArgumentParser
import PersistenceOperator

extension CatalogueListing.Format: ExpressibleByArgument {}

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Prints what the operator knows of writer types.",
        discussion: "The output as yaml or json is a catalogue file: change it and pass it to --catalogue.")

    @OptionGroup var catalogue: CatalogueOptions

    @Option(name: [.short, .long], help: "How it is shown.")
    var output: CatalogueListing.Format = .text

    func run() throws {
        Console.write(try CatalogueListing(CatalogueLoader.load(catalogue.catalogue)).text(output))
    }
}
