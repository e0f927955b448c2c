import WriterSpecs

extension RenderSettings {
    /// Makes settings from the texts of a command line.
    ///
    /// - Throws: `UsageError` where the instance's name cannot be a label's value and the beginning of object names.
    public init(instance: String, podSecurity: PodSecurityLevel, hpaScaleToZero: Bool) throws(UsageError) {
        guard SpecNames.isDNSLabel(instance) else {
            throw UsageError(
                "--instance '\(instance)' is not a name",
                hint: "use at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends")
        }
        self.init(
            instance: instance, podSecurity: podSecurity, hpaScaleToZero: hpaScaleToZero, recordsProvenance: true)
    }

    /// Takes over `--keda-authentication`.
    ///
    /// - Throws: `UsageError` where that cannot be an object's name.
    public mutating func setAuthentication(ofKEDA name: String?) throws(UsageError) {
        if let name, !SpecNames.isDNSSubdomain(name) {
            throw UsageError(
                "--keda-authentication '\(name)' is not the name of an object",
                hint: "use lower-case letters, digits, hyphens and dots, with a letter or digit at both ends")
        }
        kedaAuthentication = name
    }
}

extension APIVersions {
    /// The API versions of `--kube-version`, or the newest, with KEDA's or without.
    ///
    /// - Throws: `UsageError` where the text is no version, or one that is too old for what is rendered.
    public init(kubeVersion: String?, hasKEDA: Bool = false) throws(UsageError) {
        try self.init(kubeVersion: kubeVersion)
        keda = hasKEDA ? Self.kedaVersion : nil
    }

    private init(kubeVersion: String?) throws(UsageError) {
        guard let kubeVersion else {
            self = .newest
            return
        }
        guard let version = KubernetesVersion(kubeVersion) else {
            throw UsageError("--kube-version '\(kubeVersion)' is not a version", hint: "write it like 1.29")
        }
        guard version >= Self.oldest.server else {
            throw UsageError("--kube-version \(version) is not supported", hint: "the oldest is \(Self.oldest.server)")
        }
        self.init(server: version)
    }
}
