import ArgumentParser
import PersistenceOperator

/// What specs are read with.
struct SpecReadingOptions: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long],
        help: "The namespace that the spec must name. Another one is a usage error.")
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "The image of a family that the spec gives none for: go, python, bswl or rust. Repeatable.",
            valueName: "family=ref"))
    var image: [String] = []

    @Option(help: "The Google Cloud project where the spec names none.")
    var googleProject: String?

    @OptionGroup var catalogue: CatalogueOptions

    @Flag(help: "Unknown fields are warnings instead of errors.")
    var allowUnknownFields = false

    /// What is said about a spec; it is not read yet.
    func request(path: String, keepsGoing: Bool) throws -> SpecRequest {
        try SpecRequest(
            path: path, namespace: namespace, images: image, googleCloudProject: googleProject,
            allowsUnknownFields: allowUnknownFields, keepsGoing: keepsGoing, catalogueFile: catalogue.catalogue)
    }
}
