extension WriterEndpoint.Resource {
    /// A Pub/Sub topic by its short or full name.
    ///
    /// - Parameter project: Of a short name; `nil`: it comes from the environment.
    public static func pubSubTopic(named name: String, project: String?) -> Self {
        let full = PubSubName(name)
        return .pubSubTopic(project: full.project ?? project, id: full.id)
    }
}
