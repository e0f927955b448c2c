import KubeClient
import Logging

/// The source that an inventory names as its instance's driver: `SpecSource.name`, read back.
enum RecordedSource {
    /// In the controller's own file system.
    case file(String)
    case configMap(ConfigMapSpecSource.Place)
    case resource(namespace: String, name: String)

    /// Reads `file PATH`, `ConfigMap NS/NAME[:KEY]` or `BackgroundPersistence NS/NAME`; `nil`: another version's.
    init?(_ driver: String) {
        let parts = driver.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "file": self = .file(parts[1])
        case "ConfigMap":
            guard let place = try? ConfigMapSpecSource.Place(parts[1]) else { return nil }
            self = .configMap(place)
        case BackgroundPersistence.resource.kind:
            let names = parts[1].split(separator: "/").map(String.init)
            guard names.count == 2 else { return nil }
            self = .resource(namespace: names[0], name: names[1])
        default: return nil
        }
    }

    /// What the source holds now; `nil`: it is not in the cluster.
    ///
    /// - Throws: `KubeError`.
    func read(_ client: KubeClient) async throws -> SpecSourceReading? {
        switch self {
        case .file: return nil
        case .configMap(let place):
            return try await ConfigMapSpecSource(place, client: client, logger: Logger(label: "operator")).read()
        case .resource(let namespace, let name):
            let object = try await client.get(BackgroundPersistence.resource, namespace: namespace, name: name)
            return object.flatMap(BackgroundPersistence.init)?.reading
                ?? SpecSourceReading(
                    .failure(SpecSourceError(source: "\(namespace)/\(name)", message: "there is no such resource")))
        }
    }
}
