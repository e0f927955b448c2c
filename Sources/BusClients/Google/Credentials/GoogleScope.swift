/// What an access token is good for.
enum GoogleScope {
    /// All services that the account has permissions in: Pub/Sub and Secret Manager.
    static let cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"
    /// Being exchanged for the token of a service account.
    static let iam = "https://www.googleapis.com/auth/iam"
}
