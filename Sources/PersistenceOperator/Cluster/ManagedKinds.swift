import KubeClient

/// The kinds that the operator manages, in the newest versions that a server has.
public struct ManagedKinds: Hashable, Sendable {
    /// What the server has.
    public let discovery: ServerDiscovery

    /// Chooses from what a server has.
    public init(discovery: ServerDiscovery) {
        self.discovery = discovery
    }

    /// The versions to render with.
    public var apiVersions: APIVersions {
        APIVersions(
            server: KubernetesVersion(major: discovery.version.major, minor: discovery.version.minor),
            discovered: Set(
                [discovery.podDisruptionBudgets, discovery.horizontalPodAutoscalers, scaledObjects]
                    .compactMap { $0?.apiVersion }))
    }

    /// KEDA's ScaledObjects, where they are served.
    public var scaledObjects: KubeResource? { served(.scaledObjects) }

    /// KEDA's TriggerAuthentications, where they are served.
    public var triggerAuthentications: KubeResource? { served(.triggerAuthentications) }

    private func served(_ resource: KubeResource) -> KubeResource? {
        discovery.serves(resource.apiVersion) ? resource : nil
    }

    /// Where an object of a kind is served.
    ///
    /// - Throws: `KubeError` with the code `invalidRequest` where it is none of ours.
    public func resource(of object: ObjectKey, apiVersion: String) throws -> KubeResource {
        let known: [KubeResource] = [
            .deployments, .podDisruptionBudgets, .horizontalPodAutoscalers, .secrets, .configMaps, .namespaces,
            .serviceAccounts, .scaledObjects, .triggerAuthentications,
        ]
        guard let resource = known.first(where: { $0.kind == object.kind }) else {
            throw KubeError(.invalidRequest, "\(object.kind) is no kind that this operator writes")
        }
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? resource.version
        return resource.served(as: version)
    }
}

extension ConfigurationName.Kind {
    /// What the API server is asked for.
    var resource: KubeResource {
        switch self {
        case .configMap: .configMaps
        case .secret: .secrets
        }
    }
}
