import Documents
import HTTPTransport

/// Something that an account may be allowed to do.
public struct ResourceAccess: Hashable, Sendable {
    /// `get`, `list`, `patch`, `create`, `delete`, …
    public var verb: String
    /// What it is done to.
    public var resource: KubeResource
    /// `scale`, `status`, …; empty for the object itself.
    public var subresource: String
    /// Where; `nil`: in all namespaces.
    public var namespace: String?
    /// To which object; `nil`: to all.
    public var name: String?

    /// Makes a permission.
    public init(
        verb: String, resource: KubeResource, subresource: String = "", namespace: String?, name: String? = nil
    ) {
        self.verb = verb
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }
}

extension KubeClient {
    /// Whether the client's own account has a permission.
    ///
    /// `POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews`; it stores nothing, so it is safe to repeat.
    public func accessReview(_ access: ResourceAccess) async throws -> Bool {
        var attributes: JSONValue = [
            "verb": .string(access.verb), "group": .string(access.resource.group),
            "version": .string(access.resource.version), "resource": .string(access.resource.plural),
        ]
        if !access.subresource.isEmpty { attributes["subresource"] = .string(access.subresource) }
        if let namespace = access.namespace { attributes["namespace"] = .string(namespace) }
        if let name = access.name { attributes["name"] = .string(name) }
        let resource = KubeResource.selfSubjectAccessReviews
        let review: JSONValue = [
            "apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind),
            "spec": ["resourceAttributes": attributes],
        ]
        let request = KubeRequest(
            method: .post, path: try ResourcePath(resource, namespace: nil), body: review.serialized())
        guard let allowed = try await object(request)[path: "status", "allowed"]?.bool else {
            throw KubeError(.decoding, "the response is no access review", route: request.route)
        }
        return allowed
    }
}
