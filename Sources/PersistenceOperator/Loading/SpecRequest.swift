import WriterSpecs

/// What the command line says about the spec.
public struct SpecRequest: Sendable {
    /// A path, or `-` for standard input.
    public var path: String
    /// The syntax; `nil`: by the path's ending and the text.
    public var format: SpecReadingOptions.Format?
    /// The namespace that the spec must name; `nil`: any.
    public var namespace: String?
    /// What to do where it names another one.
    public var namespaceHint = "leave --namespace out: the spec names the namespace"
    /// Writers at fault are held instead of refusing the document.
    public var keepsGoing = false
    /// What the text is read with; the format is `format`'s.
    public var options = SpecReadingOptions()
    /// What is known of writer types.
    public var catalogue = Catalogue.builtIn

    /// Makes a request with defaults for all but the path.
    public init(path: String) {
        self.path = path
    }

    /// Makes a request from the texts of a command line.
    ///
    /// - Parameters:
    ///   - images: `FAMILY=REF` each.
    ///   - catalogueFile: A file that adds or replaces catalogue entries.
    /// - Throws: `UsageError` where an option cannot be understood, `CatalogueRejection` where the catalogue file has
    ///   errors.
    public init(
        path: String, namespace: String?, images: [String], googleCloudProject: String?, allowsUnknownFields: Bool,
        keepsGoing: Bool, catalogueFile: String? = nil
    ) throws {
        self.path = path
        guard path != "-" || catalogueFile != "-" else {
            throw UsageError("the spec and the catalogue cannot both be standard input")
        }
        catalogue = try CatalogueLoader.load(catalogueFile)
        self.namespace = namespace
        self.keepsGoing = keepsGoing
        options.allowsUnknownFields = allowsUnknownFields
        if let project = googleCloudProject {
            guard SpecNames.isGoogleCloudProject(project) else {
                throw UsageError("--google-project: '\(project)' is not a project ID")
            }
            options.googleCloudProject = project
        }
        for image in images {
            let parts = image.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let families = ImageFamily.allCases.map(\.rawValue).joined(separator: ", ")
            guard parts.count == 2, let family = ImageFamily(rawValue: String(parts[0])) else {
                throw UsageError("--image '\(image)' is not FAMILY=REF", hint: "the families are \(families)")
            }
            guard SpecNames.isImageReference(String(parts[1])) else {
                throw UsageError("--image \(family.rawValue): '\(parts[1])' is not an image reference")
            }
            guard options.images.updateValue(String(parts[1]), forKey: family) == nil else {
                throw UsageError("--image \(family.rawValue) is given twice")
            }
        }
    }
}
