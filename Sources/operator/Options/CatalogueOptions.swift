import ArgumentParser
import PersistenceOperator

/// What is known of writer types.
struct CatalogueOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file, JSON or YAML, that adds writer types or replaces keys of built-in ones; - for standard input.",
            valueName: "file"))
    var catalogue: String?
}
