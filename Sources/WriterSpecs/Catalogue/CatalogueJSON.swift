import Documents

extension Catalogue {
    /// The catalogue as a document: what `operator catalogue` prints, and what a catalogue file may hold all or part of.
    ///
    /// Every key is there, with `null` for what an entry does not have, so that reading the document back gives the same
    /// catalogue.
    public var json: JSONValue {
        [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind),
            "environmentFields": .strings(environmentFields),
            "placement": placement.json,
            "podTemplate": podTemplate ?? .null,
            "types": .object(JSONObject(types.mapValues(\.json))),
        ]
    }

    /// The `apiVersion` of a catalogue document.
    public static let apiVersion = "persistence-operator.io/v1alpha1"
    /// The `kind` of a catalogue document.
    public static let kind = "Catalogue"
}

extension PlacementRules {
    var json: JSONValue {
        [
            "instanceTypeLabel": .string(instanceTypeLabel), "nodepoolLabel": .string(nodepoolLabel),
            "nodepoolTaint": nodepoolTaint?.json ?? .null, "spotLabels": .strings(spotLabels),
            "spotTaint": spotTaint?.json ?? .null,
        ]
    }
}

extension PlacementRules.Taint {
    var json: JSONValue { ["key": .string(key), "value": .string(value), "effect": .string(effect)] }
}

extension WriterType {
    /// The entry without its name, which is its key.
    var json: JSONValue {
        [
            "summary": .string(summary), "job": .string(job),
            "imageFamily": imageFamily.map { .string($0.rawValue) } ?? .null,
            "imageFamilyByInserter": .strings(imageFamilyByInserter.mapValues(\.rawValue)),
            "consumes": .strings(consumes.map(\.rawValue)), "produces": .strings(produces.map(\.rawValue)),
            "usesDeadLetterTopic": .bool(usesDeadLetterTopic),
            "defaultConsumerGroup": defaultConsumerGroup.map(JSONValue.string) ?? .null,
            "environmentFields": .strings(environmentFields), "environmentNames": .strings(environmentNames),
            "rollout": rollout.json,
            "minReadySeconds": .integer(minReadySeconds),
            "terminationGracePeriodSeconds": .integer(terminationGracePeriodSeconds),
            "progressDeadlineSeconds": .integer(progressDeadlineSeconds),
            "checks": .strings(checks.map(\.rawValue)), "podTemplate": podTemplate ?? .null,
        ]
    }
}

extension RolloutRules {
    var json: JSONValue {
        ["pubSub": pubSub.json, "kafkaSingle": kafkaSingle.json, "kafkaReplicated": kafkaReplicated.json]
    }
}

extension RolloutStrategy {
    var json: JSONValue {
        switch self {
        case .recreate: ["type": "Recreate"]
        case .rolling(let maxSurge, let maxUnavailable):
            ["type": "RollingUpdate", "maxSurge": maxSurge, "maxUnavailable": maxUnavailable]
        }
    }
}

extension JSONValue {
    fileprivate static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    fileprivate static func strings(_ values: [String: String]) -> JSONValue {
        .object(JSONObject(values.mapValues(JSONValue.string)))
    }
}
