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

/// How much of each object a list holds.
public enum KubeListContent: Sendable {
    /// All of it.
    case objects
    /// `metadata` alone (`PartialObjectMetadata`).
    case metadata
}

/// How recent a list is (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
public enum KubeListRecency: Sendable {
    /// Holds every write that ended before the request: what is decided by it is decided on what is true.
    case mostRecent
    /// What the API server has in its cache, a moment old. The cheapest question that can be asked about a whole cluster.
    case any
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
    ///   - content: all of each object unless told.
    ///   - recency: most recent unless told.
    ///   - pageSize: the number of objects in one response.
    ///   - project: makes what is kept of an object, `nil` to drop it. `apiVersion` and `kind` are filled in. It runs on the
    ///     event loop: it must not block. What it throws ends the list.
    public func list<Item: Sendable>(
        _ resource: KubeResource, namespace: String?, labelSelector: String? = nil, fieldSelector: String? = nil,
        content: KubeListContent = .objects, recency: KubeListRecency = .mostRecent, pageSize: Int = 500,
        project: @escaping @Sendable (JSONValue) throws -> Item?
    ) async throws -> KubeList<Item> {
        let query = ListQuery(
            resource: resource, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            content: content, recency: recency, pageSize: pageSize)
        do {
            return try await pages(query, project: project)
        } catch let error as KubeError where error.code == .gone {
            return try await pages(query, project: project)
        }
    }

    /// What is asked for.
    struct ListQuery {
        let resource: KubeResource
        let namespace: String?
        let labelSelector: String?
        let fieldSelector: String?
        var content = KubeListContent.objects
        var recency = KubeListRecency.mostRecent
        let pageSize: Int
    }

    /// Lists a collection once: a token that has become too old is the error `gone`.
    ///
    /// - Parameter policy: of each page, in place of the client's own.
    func pages<Item: Sendable>(
        _ query: ListQuery, under policy: RetryPolicy? = nil, project: @escaping @Sendable (JSONValue) throws -> Item?
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
            // A continue token says itself of which version the list is.
            if query.recency == .any, token == nil { path.add("resourceVersion", "0") }
            var request = KubeRequest(method: .get, path: path, timeout: .seconds(60))
            if query.content == .metadata {
                request.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
            }
            let page = try await send(request, to: ListSplitter(query.resource, project: project), under: policy)
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
