/// Where `operator run` takes its specs from.
public enum SpecOrigin: Hashable, Sendable {
    /// One instance, out of a file.
    case file(String)
    /// One instance, out of a ConfigMap.
    case configMap(ConfigMapSpecSource.Place)
    /// An instance for each BackgroundPersistence: of these namespaces, or (`nil`) of all.
    case resources(namespaces: [String]?)
}
