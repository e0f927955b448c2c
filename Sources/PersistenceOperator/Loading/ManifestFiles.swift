import Documents
import FoundationEssentials

/// Manifests in files, as `render`, kustomize or kubectl write them: YAML streams and JSON.
public enum ManifestFiles {
    private static let endings = [".yaml", ".yml", ".json"]
    /// Manifests of 1,000 writers are some 10 MB of YAML; what is larger is no set of manifests.
    private static let limits = DocumentLimits(bytes: 64 << 20, depth: 64, nodes: 10_000_000)

    /// The objects in a file, or in every manifest of a folder in the order of their names, not deeper.
    ///
    /// - Throws: `UsageError` where a path cannot be read or a file is no manifest.
    public static func read(_ path: String) throws(UsageError) -> [JSONValue] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UsageError("'\(path)' does not exist", hint: "give a manifest, or a folder of manifests")
        }
        guard isFolder else { return try objects(inFile: path) }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw UsageError("the folder '\(path)' cannot be read")
        }
        var objects: [JSONValue] = []
        for name in names where endings.contains(where: name.hasSuffix) {
            objects += try self.objects(inFile: "\(path)/\(name)")
        }
        return objects
    }

    private static func objects(inFile path: String) throws(UsageError) -> [JSONValue] {
        let bytes: [UInt8]
        do {
            bytes = try SpecFile.read(path, limit: limits.bytes)
        } catch {
            throw UsageError(error.description)
        }
        do {
            let documents =
                path.hasSuffix(".json")
                ? [try DocumentNode(json: bytes, limits: limits)]
                : try DocumentNode.documents(yaml: bytes, limits: limits)
            return try documents.map { document throws(DocumentError) in try document.jsonValue() }
                .filter { $0 != .null }
        } catch {
            throw UsageError("'\(path)' is no manifest: \(error)")
        }
    }
}
