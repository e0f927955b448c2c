import Documents
import KubeClient
import WriterSpecs

/// The CustomResourceDefinition of `BackgroundPersistence`: what `operator schema --crd` prints and `deploy/crd` holds.
public enum ResourceDefinition {
    /// The definition as YAML.
    ///
    /// - Throws: `YAMLWritingError` where there is no memory for it.
    public static func text() throws -> String { try YAMLWriter.text(of: definition) }

    static var definition: JSONValue {
        let resource = BackgroundPersistence.resource
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": [
                "name": .string("\(resource.plural).\(resource.group)"),
                "labels": ["app.kubernetes.io/part-of": "persistence-operator"],
            ],
            "spec": [
                "group": .string(resource.group), "scope": "Namespaced",
                "names": [
                    "kind": .string(resource.kind), "listKind": .string("\(resource.kind)List"),
                    "plural": .string(resource.plural), "singular": "backgroundpersistence", "shortNames": ["bgp"],
                ],
                "versions": [version(resource.version)],
            ],
        ]
    }

    private static func version(_ name: String) -> JSONValue {
        [
            "name": .string(name), "served": true, "storage": true, "subresources": ["status": [:]],
            "additionalPrinterColumns": [
                column(
                    "Ready", "string", condition("Ready", "status"), "Whether every writer is applied and available."),
                column("Writers", "string", ".status.summary", "Writers that are ready, of all."),
                column("Held", "integer", ".status.counts.held", "Writers whose changes are held."),
                column(
                    "Bus", "string", condition("BusReady", "status"), "Whether topics and subscriptions can be used."),
                column("Age", "date", ".metadata.creationTimestamp", ""),
                column("Reason", "string", condition("Ready", "reason"), "Why it is ready or not.", priority: 1),
                column("Message", "string", condition("Ready", "message"), "The same for people.", priority: 1),
            ],
            "schema": [
                "openAPIV3Schema": [
                    "type": "object",
                    "description":
                        "Background persistence writers of a namespace: its spec is the document that 'operator validate' reads.",
                    "properties": ["spec": StructuralSchemaWriter.schema(), "status": status],
                ]
            ],
        ]
    }

    private static func condition(_ type: String, _ field: String) -> String {
        ".status.conditions[?(@.type==\"\(type)\")].\(field)"
    }

    private static func column(
        _ name: String, _ type: String, _ path: String, _ description: String, priority: Int64 = 0
    ) -> JSONValue {
        var column: JSONValue = ["name": .string(name), "type": .string(type), "jsonPath": .string(path)]
        if !description.isEmpty { column["description"] = .string(description) }
        if priority > 0 { column["priority"] = .integer(priority) }
        return column
    }

    // MARK: Status

    private static var status: JSONValue {
        [
            "type": "object", "description": "What the controller last saw and did.",
            "x-kubernetes-preserve-unknown-fields": true,
            "properties": [
                "observedGeneration": [
                    "type": "integer", "format": "int64", "description": "The generation that the status is about.",
                ],
                "revision": text("The content hash of the spec in force; absent: there is none."),
                "runID": text("Which process wrote the status."),
                "summary": text("How many writers are ready, of how many."),
                "counts": [
                    "type": "object", "description": "Writers by phase.",
                    "additionalProperties": ["type": "integer", "format": "int64"],
                ],
                "conditions": [
                    "type": "array", "description": "Ready, SpecValid, BusReady, BusHealthy, Progressing, Stalled.",
                    "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
                    "items": [
                        "type": "object", "required": ["type", "status"],
                        "properties": [
                            "type": text("What the condition is about."), "status": text("True, False or Unknown."),
                            "reason": text("Why, as a stable code."), "message": text("Why, for people."),
                            "lastTransitionTime": [
                                "type": "string", "format": "date-time", "description": "Since when.",
                            ],
                            "observedGeneration": ["type": "integer", "format": "int64"],
                        ],
                    ],
                ],
                "bus": [
                    "type": "object",
                    "description":
                        "Who looked at the bus, what cannot be used or seen, and what is wrong with the rest.",
                    "x-kubernetes-preserve-unknown-fields": true,
                ],
                "writers": [
                    "type": "array",
                    "description": "Every writer: phase, reason, since when, replicas, image, endpoints, last change.",
                    "items": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                ],
            ],
        ]
    }

    private static func text(_ description: String) -> JSONValue {
        ["type": "string", "description": .string(description)]
    }
}
