import Documents

/// How server-side apply merges one place of an object: the `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and
/// `x-kubernetes-map-type` markers of the API for the kinds that this project writes.
///
/// A value stands for one place; `field(_:)` and `elements` go deeper. Places that the table does not name have the API's
/// default: objects are merged member by member, lists are replaced as a whole. Source of the table: the OpenAPI
/// definitions of Kubernetes 1.37; it does not differ from older ones in what this project renders.
public struct ListMapSchema: Sendable {
    /// How a list is merged.
    public enum ListType: Hashable, Sendable {
        /// Replaced as a whole.
        case atomic
        /// Elements are scalars, each once.
        case set
        /// Elements are objects, told apart by the members of these names.
        case map(keys: [String])
    }

    private let node: Node

    /// The schema of a kind's objects, by the kind's name (`Deployment`); of an unknown kind only `metadata` is known.
    public static func object(ofKind kind: String) -> ListMapSchema {
        ListMapSchema(node: kind == "Deployment" ? Node.deployment : Node.otherObject)
    }

    /// The schema of a pod template: `metadata` and `spec`.
    public static let podTemplate = object(ofKind: "Deployment").field("spec").field("template")

    /// The schema of a member.
    public func field(_ name: String) -> ListMapSchema { ListMapSchema(node: node.fields[name] ?? .unknown) }

    /// The schema of a list's elements.
    public var elements: ListMapSchema { ListMapSchema(node: node.elements ?? .unknown) }

    /// How the value is merged where it is a list.
    public var listType: ListType { node.listType }

    /// Whether the value, where it is an object, is replaced as a whole.
    public var isAtomic: Bool { node.isAtomic }

    /// The keys of an element of a list of type `map`, with the API's defaults for absent ones; `nil` where the list is
    /// no such list, the element is no object, or a key without default is absent.
    public func key(of element: JSONValue) -> JSONObject? {
        guard case .map(let names) = listType, let members = element.object else { return nil }
        var key = JSONObject()
        for name in names {
            guard let value = members[name] ?? Self.keyDefaults[name] else { return nil }
            key[name] = value
        }
        return key
    }

    /// The step that leads to an element: its keys, its value, or its index.
    public func step(to element: JSONValue, at index: Int) -> FieldPathElement {
        switch listType {
        case .map: key(of: element).map(FieldPathElement.key) ?? .index(index)
        case .set: .value(element)
        case .atomic: .index(index)
        }
    }

    /// The only key with a default is the protocol of a port.
    private static let keyDefaults: [String: JSONValue] = ["protocol": "TCP"]
}

extension ListMapSchema {
    /// One place of the schema and those below it; built once, never changed.
    private final class Node: Sendable {
        let listType: ListType
        let isAtomic: Bool
        let fields: [String: Node]
        let elements: Node?

        init(
            _ fields: [String: Node] = [:], listType: ListType = .atomic, isAtomic: Bool = false, elements: Node? = nil
        ) {
            self.fields = fields
            self.listType = listType
            self.isAtomic = isAtomic
            self.elements = elements
        }

        static func map(_ keys: String..., of fields: [String: Node] = [:]) -> Node {
            Node(listType: .map(keys: keys), elements: Node(fields))
        }

        static let unknown = Node()
        static let atomic = Node(isAtomic: true)
        static let set = Node(listType: .set)
        static let metadata = Node(["finalizers": set, "ownerReferences": map("uid")])
        static let otherObject = Node([
            "metadata": metadata, "spec": Node(["selector": atomic]),
            "status": Node(["conditions": map("type")]),
        ])
        static let deployment = Node([
            "metadata": metadata, "status": Node(["conditions": map("type")]),
            "spec": Node(["selector": atomic, "template": Node(["metadata": metadata, "spec": podSpec])]),
        ])
        static let podSpec = Node([
            "affinity": affinity,
            "containers": map("name", of: container),
            "ephemeralContainers": map("name", of: container),
            "evictionResponders": map("name"),
            "hostAliases": map("ip"),
            "imagePullSecrets": Node(listType: .map(keys: ["name"]), elements: atomic),
            "initContainers": map("name", of: container),
            "nodeSelector": atomic,
            "resourceClaims": map("name"),
            "resources": Node(["claims": map("name")]),
            "schedulingGates": map("name"),
            "topologySpreadConstraints": map("topologyKey", "whenUnsatisfiable", of: ["labelSelector": atomic]),
            "volumes": map("name", of: volume),
        ])
        static let container: [String: Node] = [
            "env": map(
                "name",
                of: [
                    "valueFrom": Node([
                        "configMapKeyRef": atomic, "fieldRef": atomic, "fileKeyRef": atomic,
                        "resourceFieldRef": atomic, "secretKeyRef": atomic,
                    ])
                ]),
            "ports": map("containerPort", "protocol"),
            "resources": Node(["claims": map("name")]),
            "volumeDevices": map("devicePath"),
            "volumeMounts": map("mountPath", of: ["bindMountOptions": set]),
        ]
        static let volume: [String: Node] = [
            "ephemeral": Node([
                "volumeClaimTemplate": Node([
                    "metadata": metadata, "spec": Node(["dataSource": atomic, "selector": atomic]),
                ])
            ]),
            "cephfs": Node(["secretRef": atomic]),
            "csi": Node(["nodePublishSecretRef": atomic]),
            "flexVolume": Node(["secretRef": atomic]),
        ]
        static let affinity = Node([
            "nodeAffinity": Node(["requiredDuringSchedulingIgnoredDuringExecution": atomic])
        ])
    }
}
