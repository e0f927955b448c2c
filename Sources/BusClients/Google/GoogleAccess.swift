import FoundationEssentials
import HTTPTransport

/// The right to ask Google's services for a while.
struct GoogleAccess: Hashable, Sendable, Perishable {
    /// What requests are sent with.
    let token: AccessToken
    /// When it ends; `nil`: nobody told.
    var expiration: Date?
    /// Who has it: an e-mail address where it is known, else where it came from.
    let principal: String
    /// The project that the credentials belong to; `nil`: they tell of none.
    var project: String?
    /// The project whose quota requests count against; `nil`: that of what is asked for.
    var quotaProject: String?

    /// The header fields of a request.
    var headers: HTTPHeaders {
        var headers: HTTPHeaders = ["Authorization": "Bearer \(token.value)"]
        if let quotaProject { headers.add("x-goog-user-project", quotaProject) }
        return headers
    }
}
