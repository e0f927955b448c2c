import Documents

extension RenderedWriter {
    /// The content hash of the writer's objects.
    public var revision: String {
        var hash = ContentHash()
        for object in objects { hash.update(object.body.serialized()) }
        return hash.text
    }
}
