/// Why there is no usable configuration for an API server. Its texts name files and fields, never their secret values.
public struct KubeConfigurationError: Error, Sendable {
    /// The kind of problem.
    public struct Code: Hashable, Sendable {
        enum Name: String {
            case notFound, unreadable, syntax, missingEntry, invalidValue, insecure, unsupported
        }

        let name: Name

        /// There is no kubeconfig, and this is not inside a cluster.
        public static let notFound = Code(name: .notFound)
        /// A file is missing or cannot be read.
        public static let unreadable = Code(name: .unreadable)
        /// A kubeconfig is no YAML, or no kubeconfig.
        public static let syntax = Code(name: .syntax)
        /// The context, cluster or user is not there.
        public static let missingEntry = Code(name: .missingEntry)
        /// A value is not of the right form.
        public static let invalidValue = Code(name: .invalidValue)
        /// The kubeconfig turns the check of the server's certificate off, and nobody asked for that.
        public static let insecure = Code(name: .insecure)
        /// The kubeconfig uses what this client does not have.
        public static let unsupported = Code(name: .unsupported)
    }

    /// The kind of problem: what to compare.
    public let code: Code
    /// Where, what, and what to do.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension KubeConfigurationError: Equatable {
    /// Two errors are equal if they are of one kind.
    public static func == (left: KubeConfigurationError, right: KubeConfigurationError) -> Bool {
        left.code == right.code
    }
}

extension KubeConfigurationError: CustomStringConvertible {
    /// Where, what, and what to do.
    public var description: String { message }
}
