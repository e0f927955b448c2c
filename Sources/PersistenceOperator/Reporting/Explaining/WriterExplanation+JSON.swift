import Documents

extension WriterExplanation {
    /// The explanation as data: `kind: WriterExplanation`.
    var json: JSONValue {
        var value: JSONValue = [
            "apiVersion": PlanJSON.apiVersion, "kind": "WriterExplanation", "writer": .string(writer),
            "instance": .string(instance), "namespace": .string(namespace), "spec": .string(source),
            "drivenBy": driver.map { .string($0) } ?? .null, "phase": .string(status.phase.rawValue),
            "reason": .string(status.reason), "message": .string(status.message), "action": .string(status.action),
            "settings": .array(
                settings.map {
                    ["name": .string($0.name), "value": .string($0.value), "provenance": .string($0.origin)]
                }),
            "findings": .array(findings.map { .string($0) }),
            "objects": .array(objects.map(Self.json)), "pods": .array(pods.map(Self.json)),
            "endpoints": .array(
                endpoints.map {
                    [
                        "id": .string($0.id), "reason": .string($0.reason), "provenance": .string($0.origin),
                        "message": .string($0.note),
                    ]
                }),
            "busSeenBy": .string(seenBy),
            "instanceHolds": .array(instanceHolds.map(Self.json)),
        ]
        if let desired = status.desired {
            value["replicas"] = [
                "desired": .integer(desired), "updated": .integer(status.updated),
                "available": .integer(status.available),
            ]
        }
        if let lastChange { value["lastChange"] = lastChange }
        return value
    }

    private static func json(_ object: Object) -> JSONValue {
        var value: JSONValue = [
            "kind": .string(object.key.kind), "name": .string(object.key.name),
            "action": .string(object.action.rawValue),
            "reason": ["code": .string(object.reason.code), "message": .string(object.reason.message)],
            "fields": .array(object.fields.map { .string($0) }),
        ]
        if let hold = object.hold { value["hold"] = json(hold) }
        return value
    }

    private static func json(_ hold: Hold) -> JSONValue {
        ["reason": .string(hold.reason), "message": .string(hold.message), "action": .string(hold.action)]
    }

    private static func json(_ pod: PodSighting) -> JSONValue {
        var value: JSONValue = [
            "name": .string(pod.name), "phase": .string(pod.phase), "ready": .bool(pod.isReady),
            "restarts": .integer(pod.restarts),
        ]
        if let trouble = pod.trouble { value["trouble"] = .string(trouble.rawValue) }
        if let created = pod.created { value["created"] = .string(created) }
        return value
    }
}
