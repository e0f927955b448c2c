import Documents

/// Who sends: the attributes that all data of this process carry (OpenTelemetry semantic conventions, "Service" and
/// "Kubernetes").
struct OTLPResource: Hashable, Sendable {
    /// What tells replicas apart: the pod's or the machine's name.
    var instanceID: String
    /// The namespace of the pod; `nil`: it runs in none.
    var namespace: String?

    /// `Resource` of opentelemetry/proto/resource/v1/resource.proto.
    var json: JSONValue {
        var attributes: JSONObject = [
            "service.name": "persistence-operator", "service.version": .string(OperatorVersion.current),
            "service.instance.id": .string(instanceID),
        ]
        attributes["k8s.namespace.name"] = namespace.map(JSONValue.string)
        return ["attributes": OTLPValue.attributes(attributes)]
    }
}
