import Documents
import WriterSpecs

/// What `operator catalogue` prints.
public struct CatalogueListing: Sendable {
    /// How it is shown.
    public enum Format: String, Sendable, CaseIterable {
        /// A table of the types.
        case text
        /// The whole catalogue, as a catalogue file holds it.
        case yaml
        /// The same as JSON.
        case json
    }

    private let catalogue: Catalogue

    /// Makes a listing.
    public init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// The text, with a line break at its end.
    ///
    /// - Throws: `YAMLWritingError` where libyaml has no memory left.
    public func text(_ format: Format) throws(YAMLWritingError) -> String {
        switch format {
        case .text: catalogue.table
        case .yaml: try YAMLWriter.text(of: catalogue.json)
        case .json: catalogue.json.text(pretty: true) + "\n"
        }
    }
}
