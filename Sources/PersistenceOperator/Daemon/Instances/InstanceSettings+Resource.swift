import WriterSpecs

extension InstanceSettings {
    /// The settings of a custom resource's instance. It decides about its own namespace alone, unless these settings say
    /// otherwise.
    func settings(of resource: BackgroundPersistence) -> InstanceSettings {
        var settings = self
        let source = "\(resource.key)"
        settings.name = "\(resource.key.namespace)/\(resource.key.name)"
        settings.request.path = source
        settings.request.format = .json
        if !allowsOtherNamespaces {
            settings.request.namespace = resource.key.namespace
            settings.request.namespaceHint = "a resource decides about its own namespace (--allow-other-namespaces)"
        }
        settings.rendering.instance = resource.key.name
        settings.planning.instance = resource.key.name
        settings.planning.driver = source
        settings.planning.looksElsewhere = allowsOtherNamespaces
        settings.resource = resource.key
        settings.resourceUID = resource.uid
        return settings
    }
}
