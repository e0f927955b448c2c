import Documents

/// A writer with everything looked up that could be: what checks across writers and `ResolvedWriter` are made of.
struct WriterDraft {
    /// Its index in `writers`.
    let index: Int
    /// Its entry.
    let spec: WriterSpec
    /// Its name; `nil` where there is neither a name nor a type.
    var name: String?
    /// Its type; `nil` where the entry has none.
    var type: WriterType?
    /// Whether the catalogue has the type.
    var isKnownType = false
    /// The image and where it comes from.
    var image: ResolvedField?
    /// The bus fields that apply, resolved.
    var busFields: [BusField: ResolvedField] = [:]
    /// The declared consumer group.
    var consumerGroup: ResolvedField?
    /// What it consumes and produces.
    var endpoints: [WriterEndpoint] = []

    /// The writer, where all of it is known.
    var resolved: ResolvedWriter? {
        guard let name, let type, let image else { return nil }
        return ResolvedWriter(
            index: index, name: name, type: type, isKnownType: isKnownType, image: image.value,
            imageProvenance: image.provenance, busFields: busFields, consumerGroup: consumerGroup,
            endpoints: endpoints, spec: spec)
    }
}
