import Documents
import HTTPTransport

/// What happens to the objects that an object owns.
public enum DeletionPropagation: String, Hashable, Sendable {
    /// They are deleted afterwards.
    case background = "Background"
    /// They are deleted first.
    case foreground = "Foreground"
    /// They stay.
    case orphan = "Orphan"
}

/// How a deletion ended.
public enum DeletionOutcome: Hashable, Sendable {
    /// The server deletes the object; with finalizers or in the foreground it may still be there for a while.
    case deleted
    /// There was no such object.
    case alreadyGone
}

extension KubeClient {
    /// Deletes an object, if it is still the one that was meant.
    ///
    /// `DELETE …/PLURAL/NAME` with preconditions in its body
    ///
    /// - Parameters:
    ///   - uid: the object that is meant: one that was made under the same name since is left alone, and the error is
    ///     `conflict`.
    ///   - resourceVersion: the version that is meant; `nil`: any.
    @discardableResult
    public func delete(
        _ resource: KubeResource, namespace: String?, name: String, uid: String, resourceVersion: String? = nil,
        propagation: DeletionPropagation = .background, isDryRun: Bool = false
    ) async throws -> DeletionOutcome {
        var preconditions: JSONValue = ["uid": .string(uid)]
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        var options: JSONValue = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
            "preconditions": preconditions,
        ]
        if isDryRun { options["dryRun"] = ["All"] }
        let request = KubeRequest(
            method: .delete, path: try ResourcePath(resource, namespace: namespace, name: name),
            body: options.serialized())
        do {
            _ = try await object(request, keeping: .metadata)
            return .deleted
        } catch let error as KubeError where error.code == .notFound {
            return .alreadyGone
        }
    }
}
