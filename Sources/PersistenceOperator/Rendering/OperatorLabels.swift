/// The labels and annotations by which the operator knows its own objects.
public enum OperatorLabels {
    /// The domain of all of them.
    public static let domain = "persistence-operator.io"

    /// Label: the instance. An object without it, or with another value, is not ours.
    public static let instance = "\(domain)/instance"
    /// Label: the writer's name. Together with the instance it selects the writer's pods.
    public static let writer = "\(domain)/writer"
    /// Label: the version of the environment contract that the container gets.
    public static let environmentContract = "\(domain)/environment-contract"

    /// Annotation of a Deployment: the content hash of the writer's rendered objects when they were applied.
    public static let revision = "\(domain)/revision"
    /// Annotation of a Deployment: the spec's own number of replicas when it was applied, or `none`.
    public static let specReplicas = "\(domain)/spec-replicas"
    /// Annotation of a Deployment that was taken over: the name of its container. Its selector, container name and
    /// security context stay as they were.
    public static let adoptedContainer = "\(domain)/adopted-container"
}
