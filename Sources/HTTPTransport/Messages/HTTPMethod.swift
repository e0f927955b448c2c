/// The method of a request (RFC 9110, section 9; PATCH: RFC 5789).
public enum HTTPMethod: String, Hashable, Sendable, CaseIterable {
    /// Reads a resource.
    case get = "GET"
    /// Reads a resource's head.
    case head = "HEAD"
    /// Creates a resource or starts an action.
    case post = "POST"
    /// Replaces a resource.
    case put = "PUT"
    /// Changes a resource.
    case patch = "PATCH"
    /// Removes a resource.
    case delete = "DELETE"
}
