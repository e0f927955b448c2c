import BusClients
import Documents
import KubeClient
import WriterSpecs

/// Reads what a plan needs of a cluster: only gets and lists, many at once, each object projected as it streams in.
public struct ClusterReader: Sendable {
    private let client: KubeClient
    private let kinds: ManagedKinds
    private let settings: PlanSettings

    /// Makes a reader.
    public init(client: KubeClient, kinds: ManagedKinds, settings: PlanSettings) {
        self.client = client
        self.kinds = kinds
        self.settings = settings
    }

    /// Reads what no watch tells: the namespace, what pods need, and the instance's objects in other namespaces.
    ///
    /// - Throws: `KubeError`.
    func readSurroundings(of spec: ResolvedSpec, catalogue: Catalogue, into state: inout LiveState) async throws {
        async let namespaceState = namespaceState(spec.namespace)
        async let prerequisites = prerequisites(of: spec, catalogue)
        async let elsewhere = elsewhere(than: spec.namespace)
        state.namespace = try await namespaceState
        state.prerequisites = try await prerequisites
        state.elsewhere = try await elsewhere
    }

    /// Reads the live state for a spec.
    ///
    /// - Throws: `KubeError` where Deployments or the inventory cannot be read: without them nothing can be planned. What
    ///   else cannot be read is unknown in the state.
    public func read(for spec: ResolvedSpec, catalogue: Catalogue) async throws -> LiveState {
        let namespace = spec.namespace
        async let namespaceState = namespaceState(namespace)
        async let deployments = list(.deployments, namespace)
        async let budgets = listIfPermitted(kinds.discovery.podDisruptionBudgets, namespace)
        async let autoscalers = listIfPermitted(kinds.discovery.horizontalPodAutoscalers, namespace)
        async let scaledObjects = listIfPermitted(kinds.scaledObjects, namespace)
        async let logins = listIfPermitted(kinds.triggerAuthentications, namespace)
        async let inventory = inventory(namespace)
        async let secret = secret(namespace)
        async let prerequisites = prerequisites(of: spec, catalogue)
        async let elsewhere = elsewhere(than: namespace)
        async let configurations = configurations(namespace)

        var state = LiveState(namespace: try await namespaceState)
        state.inventory = try await inventory
        for part in [
            try await Part.objects(deployments), try await budgets, try await autoscalers, try await secret,
            try await scaledObjects, try await logins,
        ] {
            switch part {
            case .objects(let objects): for object in objects { state.objects[object.key] = object }
            case .forbidden(let kind, let reason): state.unreadableKinds[kind] = reason
            }
        }
        state.scalers = Scalers.byDeployment(
            state.objects.objects(ofKinds: WriterPlanner.scalerKinds))
        state.prerequisites = try await prerequisites
        state.elsewhere = try await elsewhere
        state.configurations = try await configurations
        return state
    }

    private enum Part: Sendable {
        case objects([LiveObject])
        case forbidden(kind: String, reason: String)
    }

    // MARK: Lists

    private func list(_ resource: KubeResource, _ namespace: String) async throws -> [LiveObject] {
        try await client.list(resource, namespace: namespace) { LiveObject($0) }.items
    }

    private func listIfPermitted(_ resource: KubeResource?, _ namespace: String) async throws -> Part {
        guard let resource else { return .objects([]) }
        do {
            return .objects(try await list(resource, namespace))
        } catch let error as KubeError where error.code == .forbidden {
            return .forbidden(kind: resource.kind, reason: error.description)
        } catch let error as KubeError where error.code == .notFound {
            // The group is served, the kind is not.
            return .objects([])
        }
    }

    /// Objects of this instance in other namespaces, where the account may look there: they are named, never touched. So
    /// their names will do, as the API server has them in its cache, whatever the number of objects in the cluster.
    private func elsewhere(than namespace: String) async throws -> [ObjectKey] {
        guard settings.looksElsewhere else { return [] }
        do {
            return try await client.list(
                .deployments, namespace: nil, labelSelector: "\(OperatorLabels.instance)=\(settings.instance)",
                fieldSelector: "metadata.namespace!=\(namespace)", content: .metadata, recency: .any
            ) { object in
                object[path: "metadata", "name"]?.string.map {
                    ObjectKey(
                        kind: "Deployment", namespace: object[path: "metadata", "namespace"]?.string ?? "", name: $0)
                }
            }.items.sorted()
        } catch let error as KubeError where error.code == .forbidden {
            return []
        }
    }

    // MARK: Single objects

    private func namespaceState(_ name: String) async throws -> LiveState.NamespaceState {
        do {
            guard let namespace = try await client.get(.namespaces, namespace: nil, name: name) else { return .missing }
            return namespace[path: "metadata", "deletionTimestamp"] == nil ? .active : .terminating
        } catch let error as KubeError where error.code == .forbidden {
            return .unknown
        }
    }

    private func inventory(_ namespace: String) async throws -> LiveState.InventoryState {
        guard
            let object = try await client.get(
                .configMaps, namespace: namespace, name: settings.inventoryName)
        else { return .absent }
        return InventoryReader.state(of: object, fieldManager: settings.fieldManager)
    }

    private func secret(_ namespace: String) async throws -> Part {
        do {
            let name = SecretManifest.name(instance: settings.instance)
            let secret = try await client.get(.secrets, namespace: namespace, name: name)
            return .objects(secret.flatMap(LiveObject.init).map { [$0] } ?? [])
        } catch let error as KubeError where error.code == .forbidden {
            return .forbidden(kind: "Secret", reason: error.description)
        }
    }

    private func configurations(_ namespace: String) async throws -> [ConfigurationName: ConfigurationState] {
        try await withThrowingTaskGroup(of: (ConfigurationName, ConfigurationState).self) { group in
            for name in settings.rollTriggers {
                group.addTask { (name, try await configuration(name, namespace)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func configuration(_ name: ConfigurationName, _ namespace: String) async throws -> ConfigurationState {
        do {
            let object = try await client.get(name.kind.resource, namespace: namespace, name: name.name)
            return object.map { ConfigurationState(of: $0) } ?? .absent
        } catch let error as KubeError where error.code == .forbidden {
            return .unreadable(reason: error.description)
        }
    }

    private func prerequisites(
        of spec: ResolvedSpec, _ catalogue: Catalogue
    ) async throws -> [ObjectKey: PrerequisiteReading] {
        var keys: Set<ObjectKey> = [
            ObjectKey(kind: "ServiceAccount", namespace: spec.namespace, name: spec.serviceAccountName)
        ]
        let overlays = [catalogue.podTemplate] + spec.writers.map(\.type.podTemplate)
        for overlay in overlays {
            if let pod = overlay?["spec"] { keys.formUnion(Prerequisites.of(podSpec: pod, namespace: spec.namespace)) }
        }
        return try await withThrowingTaskGroup(of: PrerequisiteReading.self) { group in
            for key in keys { group.addTask { try await reading(of: key) } }
            return try await group.reduce(into: [:]) { $0[$1.object] = $1 }
        }
    }

    private func reading(of key: ObjectKey) async throws -> PrerequisiteReading {
        do {
            let resource = try kinds.resource(of: key, apiVersion: "v1")
            let isThere = try await client.get(resource, namespace: key.namespace, name: key.name) != nil
            return PrerequisiteReading(
                object: key, state: isThere ? .ready : .notReady,
                message: isThere ? "it is there" : "\(key) does not exist: pods that need it would not start",
                action: isThere ? "" : "create it")
        } catch let error as KubeError where error.code == .forbidden {
            return PrerequisiteReading(
                object: key, state: .unknown, message: "\(key) cannot be seen: \(error.description)",
                action: "grant get on it")
        }
    }
}
