import ArgumentParser
import PersistenceOperator

/// The one spec of a command, and what it is read with.
struct SpecOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("spec")],
        help: ArgumentHelp("The spec, JSON or YAML; - for standard input. Given once.", valueName: "file"))
    var specs: [String] = []

    @OptionGroup var reading: SpecReadingOptions

    @Flag(help: "Hold just the writers at fault instead of refusing the document.")
    var keepGoing = false

    /// Reads the spec. Its errors are in the result; see `LoadedSpec.resolved()`.
    ///
    /// - Parameter asData: Whether the command was asked for JSON, which then holds for a rejection too.
    func load(asData: Bool = false) throws -> LoadedSpec {
        var loaded = try SpecLoader.load(request())
        loaded.rejectsWithDocument = asData
        return loaded
    }

    /// What is said about the spec; it is not read yet.
    func request() throws -> SpecRequest {
        guard !specs.isEmpty else {
            throw UsageError("--spec is missing", hint: "name the spec's file with -f, or - for standard input")
        }
        // One that is silently ignored would be taken for applied.
        guard specs.count == 1 else {
            throw UsageError(
                "--spec is given \(specs.count) times, and a run reads one spec", hint: "run once for each")
        }
        return try reading.request(path: specs[0], keepsGoing: keepGoing)
    }
}
