import Documents
import HTTPTransport

/// What a reflector reads: a collection of one API server.
struct ReflectorSource<Item: Sendable>: Sendable {
    let client: KubeClient
    let resource: KubeResource
    let namespace: String?
    let labelSelector: String?
    let fieldSelector: String?
    let project: @Sendable (JSONValue) throws -> Item?

    /// Lists the collection once, each page sent once: when to try again is the reflector's business.
    func list(pageSize: Int) async throws -> KubeList<ReadObject<Item>> {
        let query = KubeClient.ListQuery(
            resource: resource, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            pageSize: pageSize)
        return try await client.pages(query, under: .never) { [project] in try ReadObject($0, project) }
    }

    /// Watches the collection until the server ends the watch.
    ///
    /// `GET /apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL?watch=1`
    ///
    /// - Parameters:
    ///   - resourceVersion: where it begins; empty: with all objects as they are.
    ///   - seconds: when the server ends it.
    ///   - grace: how much longer than the server is asked to the client waits.
    ///   - onBegin: learns that the server has accepted the watch; on the event loop.
    ///   - onEvent: takes the events; on the event loop.
    func watch(
        from resourceVersion: String, seconds: Int, grace: Duration, onBegin: @escaping @Sendable () -> Void,
        onEvent: @escaping @Sendable (WatchEvent<Item>) -> Void
    ) async throws {
        var path = try ResourcePath(resource, namespace: namespace)
        path.add("watch", "1")
        path.add("labelSelector", labelSelector)
        path.add("fieldSelector", fieldSelector)
        path.add("resourceVersion", resourceVersion.isEmpty ? nil : resourceVersion)
        path.add("allowWatchBookmarks", "true")
        path.add("timeoutSeconds", String(seconds))
        var request = KubeRequest(method: .get, path: path, timeout: .seconds(seconds) + grace)
        request.lane = .watches
        let decoder = WatchDecoder(resource, project: project, onBegin: onBegin, onEvent: onEvent)
        _ = try await client.stream(request, to: decoder, under: .never)
    }
}
