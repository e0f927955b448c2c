import Documents
import HTTPTransport

/// The items of a collection at one version.
public struct KubeList<Item: Sendable>: Sendable {
    /// The projections of the items, in the server's order.
    public let items: [Item]
    /// The version of the collection: where a watch would begin.
    public let resourceVersion: String
    /// The number of pages that were read.
    public let pages: Int
}

extension KubeClient {
    /// Lists a collection, page by page. Each item is projected as soon as its last byte is there, and dropped.
    ///
    /// `GET /apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL`, without `namespaces/…` for all namespaces.
    ///
    /// A continue token that has become too old (410) makes the list begin again, once.
    ///
    /// - Parameters:
    ///   - namespace: `nil`: all namespaces.
    ///   - labelSelector: `app=x,tier!=y`; `nil`: all objects.
    ///   - fieldSelector: `metadata.namespace!=x`; `nil`: all objects.
    ///   - pageSize: the number of objects in one response.
    ///   - project: makes what is kept of an object, `nil` to drop it. `apiVersion` and `kind` are filled in. It runs on the
    ///     event loop: it must not block. What it throws ends the list.
    public func list<Item: Sendable>(
        _ resource: KubeResource, namespace: String?, labelSelector: String? = nil, fieldSelector: String? = nil,
        pageSize: Int = 500, project: @escaping @Sendable (JSONValue) throws -> Item?
    ) async throws -> KubeList<Item> {
        let query = ListQuery(
            resource: resource, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            pageSize: pageSize)
        do {
            return try await pages(query, project: project)
        } catch let error as KubeError where error.code == .gone {
            return try await pages(query, project: project)
        }
    }

    private struct ListQuery {
        let resource: KubeResource
        let namespace: String?
        let labelSelector: String?
        let fieldSelector: String?
        let pageSize: Int
    }

    private func pages<Item: Sendable>(
        _ query: ListQuery, project: @escaping @Sendable (JSONValue) throws -> Item?
    ) async throws -> KubeList<Item> {
        var items: [Item] = []
        var resourceVersion = ""
        var token: String?
        var count = 0
        repeat {
            var path = try ResourcePath(query.resource, namespace: query.namespace)
            path.add("labelSelector", query.labelSelector)
            path.add("fieldSelector", query.fieldSelector)
            path.add("limit", String(query.pageSize))
            path.add("continue", token)
            let request = KubeRequest(method: .get, path: path, timeout: .seconds(60))
            let page = try await send(request, to: ListSplitter(query.resource, project: project))
            guard page.sawItems else {
                throw KubeError(
                    .decoding, "the response is not a list of \(query.resource.kind)", route: request.route)
            }
            count += 1
            resourceVersion = page.resourceVersion
            if items.isEmpty { items = page.items } else { items.append(contentsOf: page.items) }
            token = page.continueToken.isEmpty ? nil : page.continueToken
        } while token != nil
        return KubeList(items: items, resourceVersion: resourceVersion, pages: count)
    }
}
