import Documents
import HTTPTransport

extension KubeClient {
    /// Reads an object; `nil` where there is none.
    ///
    /// `GET /apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME`
    public func get(_ resource: KubeResource, namespace: String?, name: String) async throws -> JSONValue? {
        let path = try ResourcePath(resource, namespace: namespace, name: name)
        do {
            return try await object(KubeRequest(method: .get, path: path))
        } catch let error as KubeError where error.code == .notFound {
            return nil
        }
    }

    /// Creates an object; sent again only where the server certainly did not see it.
    ///
    /// `POST /apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL`
    ///
    /// - Parameter isDryRun: the server checks and answers as usual, but stores nothing.
    public func create(
        _ resource: KubeResource, namespace: String?, body: [UInt8], fieldManager: String, isDryRun: Bool = false
    ) async throws -> JSONValue {
        var path = try ResourcePath(resource, namespace: namespace)
        path.add("fieldManager", fieldManager)
        path.add("dryRun", isDryRun ? "All" : nil)
        return try await object(KubeRequest(method: .post, path: path, body: body, isIdempotent: false))
    }

    /// Applies an object (server-side apply): it is created, or the fields that the body has are set, and fields that this
    /// manager applied before and that the body lacks are removed.
    ///
    /// `PATCH …/PLURAL/NAME` with `application/apply-patch+yaml`
    ///
    /// - Parameters:
    ///   - body: the object as JSON with `apiVersion`, `kind` and `metadata.name`. `metadata.resourceVersion` in it makes the
    ///     apply fail with `conflict` where the object has changed since.
    ///   - force: takes fields over that other managers own; else such a field is a `conflict` whose Status names it.
    ///   - subresource: `status`, …; `nil`: the object itself.
    ///   - isDryRun: the server checks, merges and answers as usual, but stores nothing.
    ///   - part: how much of the response is kept.
    /// - Returns: the object as it is now.
    @discardableResult
    public func apply(
        _ resource: KubeResource, namespace: String?, name: String, subresource: String? = nil, body: [UInt8],
        fieldManager: String, force: Bool, isDryRun: Bool = false, keeping part: ResponsePart = .object
    ) async throws -> JSONValue {
        var path = try ResourcePath(resource, namespace: namespace, name: name, subresource: subresource)
        path.add("fieldManager", fieldManager)
        path.add("force", force ? "true" : "false")
        path.add("dryRun", isDryRun ? "All" : nil)
        let request = KubeRequest(
            method: .patch, path: path, body: body, contentType: "application/apply-patch+yaml")
        return try await object(request, keeping: part)
    }

    /// Changes an object with a JSON merge patch (RFC 7386).
    ///
    /// `PATCH …/PLURAL/NAME` with `application/merge-patch+json`
    @discardableResult
    public func patch(
        _ resource: KubeResource, namespace: String?, name: String, mergePatch: JSONValue, fieldManager: String,
        isDryRun: Bool = false, keeping part: ResponsePart = .object
    ) async throws -> JSONValue {
        var path = try ResourcePath(resource, namespace: namespace, name: name)
        path.add("fieldManager", fieldManager)
        path.add("dryRun", isDryRun ? "All" : nil)
        let request = KubeRequest(
            method: .patch, path: path, body: mergePatch.serialized(), contentType: "application/merge-patch+json")
        return try await object(request, keeping: part)
    }

    func object(_ request: KubeRequest, keeping part: ResponsePart = .object) async throws -> JSONValue {
        let reader = try await send(request, to: ObjectReader(part))
        guard let object = reader.object, object.object != nil else {
            throw KubeError(.decoding, "the response is no object", route: request.route)
        }
        return object
    }
}
