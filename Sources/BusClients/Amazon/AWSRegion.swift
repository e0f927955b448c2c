/// Where the services of AWS are asked.
enum AWSRegion {
    /// The region of a secret: that of its ARN, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's, or the machine's.
    ///
    /// - Parameter arn: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:name`, or a name, which tells nothing.
    /// - Throws: `AWSFailure` where a profile cannot be read, or nobody tells.
    static func find(
        arn: String? = nil, in environment: AWSEnvironment, deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> String {
        if let region = arn.flatMap(region(of:)) { return region }
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let region = environment.variable(name) { return try checked(region, name) }
        }
        let name = AWSProfileCredentials.name(environment)
        if let region = try AWSProfileCredentials.profiles(environment)[name]?["region"] {
            return try checked(region, "the profile '\(name)'")
        }
        if let region = await AWSInstanceMetadata(environment)?.region(deadline: deadline) {
            return try checked(region, "the instance metadata service")
        }
        throw AWSFailure(.credentialsMissing, "the AWS region is not known: set AWS_REGION")
    }

    /// The region in an ARN; `nil`: it is none.
    static func region(of arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", isRegion(parts[3]) else { return nil }
        return String(parts[3])
    }

    /// Whether a text can be one: it becomes a part of a host name.
    static func isRegion(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 32
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func checked(_ region: String, _ origin: String) throws(AWSFailure) -> String {
        guard isRegion(region) else {
            throw AWSFailure(
                .credentialsInvalid, "\(origin) names '\(region.prefix(40).printable)', which is no region")
        }
        return region
    }
}
