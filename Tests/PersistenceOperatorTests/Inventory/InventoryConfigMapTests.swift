import Documents
import Testing

@testable import PersistenceOperator

@Suite("the inventory's ConfigMap")
struct InventoryConfigMapTests {
    private func inventory(of count: Int) -> Inventory {
        var inventory = Inventory(backend: "KAFKA")
        for index in 0..<count {
            inventory.writers["offline-store-streaming-insert-writer-\(index)"] = Inventory.Entry(
                type: "OFFLINE_STORE_STREAMING_INSERT_WRITER", revision: "0123456789abcdef",
                specReplicas: index.isMultiple(of: 2) ? Int64(index) : nil,
                endpoints: [
                    "consume kafka:offline-store-streaming-insert-bus-\(index)",
                    "dead-letter kafka:dead-letter-queue-1",
                    "produce kafka:offline-store-streaming-insert-results-\(index)",
                ], kinds: ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"])
        }
        return inventory
    }

    @Test("gives back what was put in")
    func roundTrip() {
        let inventory = inventory(of: 5)
        #expect(InventoryConfigMap.inventory(from: InventoryConfigMap.data(of: inventory)) == inventory)
    }

    @Test("stays below 512 KiB with 1,000 writers of long names")
    func size() {
        let data = JSONValue.object(InventoryConfigMap.data(of: inventory(of: 1_000)))
        #expect(data.serialized().count < 512 * 1024)
    }

    @Test("an entry that somebody broke is unknown, the others are not")
    func brokenEntry() {
        var data = InventoryConfigMap.data(of: inventory(of: 2))
        data["offline-store-streaming-insert-writer-0"] = "{oops"
        let read = InventoryConfigMap.inventory(from: data)
        #expect(read?.writers.keys.sorted() == ["offline-store-streaming-insert-writer-1"])
    }

    @Test("a form of another version is not read at all")
    func otherFormat() {
        var data = InventoryConfigMap.data(of: inventory(of: 1))
        data["_format"] = "2"
        #expect(InventoryConfigMap.inventory(from: data) == nil)
    }
}
