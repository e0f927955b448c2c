import Documents
import KubeClient
import Testing

@testable import PersistenceOperator

@Suite("what a change in the watch caches means")
struct CacheMeaningTests {
    private typealias Change = InstanceCaches.Change

    private func object(
        _ kind: String = "Deployment", _ name: String = "a", writer: String? = "a", image: String = "i:1",
        available: Int64 = 0, scales target: String? = nil
    ) throws -> PackedObject {
        var labels: JSONValue = ["persistence-operator.io/instance": "i"]
        if let writer { labels["persistence-operator.io/writer"] = .string(writer) }
        var spec: JSONValue = ["image": .string(image)]
        if let target { spec["scaleTargetRef"] = ["kind": "Deployment", "name": .string(target)] }
        return try #require(
            PackedObject([
                "apiVersion": "x/v1", "kind": .string(kind),
                "metadata": ["name": .string(name), "namespace": "n", "uid": "u", "labels": labels],
                "spec": spec, "status": ["availableReplicas": .integer(available)],
            ]))
    }

    private func name(_ object: PackedObject) -> ObjectName {
        ObjectName(namespace: object.key.namespace, name: object.key.name)
    }

    private func meaning(_ old: PackedObject?, _ new: PackedObject?) -> Set<Change> {
        switch (old, new) {
        case (let old, let new?): InstanceCaches.meaning(of: .upserted(name(new), old: old, new: new))
        case (let old?, nil): InstanceCaches.meaning(of: .deleted(name(old), last: old))
        case (nil, nil): InstanceCaches.meaning(of: .synced)
        }
    }

    @Test("the first list concerns anyone")
    func synced() { #expect(meaning(nil, nil) == [.anyone]) }

    @Test(
        "a Deployment that came, went or was edited concerns its writer, and nobody else", arguments: [0, 1] as [Int64])
    func ownWriter(available: Int64) throws {
        let availability: Set<Change> = available > 0 ? [.availability] : []
        let deployment = try object(available: available)
        #expect(meaning(nil, deployment) == availability.union([.writer("a")]))
        #expect(meaning(deployment, nil) == availability.union([.writer("a")]))
        #expect(meaning(deployment, try object(image: "i:2", available: available)) == [.writer("a")])
        #expect(meaning(try object("PodDisruptionBudget"), nil) == [.writer("a")])
    }

    @Test(
        "a rollout that gets on is to be told; who waits for it is concerned when it becomes available, or is no longer"
    )
    func rollout() throws {
        #expect(meaning(try object(available: 1), try object(available: 2)) == [.progress])
        #expect(meaning(try object(available: 0), try object(available: 1)) == [.progress, .availability])
        #expect(meaning(try object(available: 1), try object(available: 0)) == [.progress, .availability])
    }

    @Test("a scaler concerns whom it scales, before and now, whoever it belongs to")
    func scalers() throws {
        let kind = "HorizontalPodAutoscaler"
        #expect(meaning(try object(kind, scales: "a"), nil) == [.writer("a")])
        #expect(meaning(nil, try object(kind, "h", writer: nil, scales: "b")) == [.writer("h"), .writer("b")])
        #expect(
            meaning(try object(kind, scales: "a"), try object(kind, scales: "b")) == [.writer("a"), .writer("b")])
    }

    @Test("what lost its label or has another's concerns whom its name says too; the Secret anyone")
    func meddled() throws {
        #expect(meaning(try object(), try object(writer: nil)) == [.writer("a")])
        #expect(meaning(try object(), try object(writer: "b")) == [.writer("a"), .writer("b")])
        #expect(meaning(try object("Secret", "s", writer: nil), nil) == [.anyone])
    }
}
