import Documents

/// Why a text breaks its rule.
struct FormatProblem: Hashable {
    /// The diagnostic's code.
    let code: String
    /// What is wrong, to be read after the quoted text: `is not a quantity`.
    let reason: String
    /// What to do about it.
    var hint: String?
    /// Whether the text itself may be secret.
    var hidesText = false
}

extension SpecDecoder {
    /// Checks a text by a rule; an empty one is an absent one.
    mutating func check(
        _ text: String, _ format: FieldFormat?, at position: SourcePosition, path: String, scope: Diagnostic.Scope
    ) {
        guard let format, !text.isEmpty else { return }
        if let problem = Self.problem(of: text, format) {
            report(problem, text: text, at: position, path: path, scope: scope)
        } else if format == .uri, SecretNames.holdsPassword(text) {
            noteInlineSecret("the text holds a password", at: position, path, scope)
        }
    }

    private mutating func noteInlineSecret(
        _ reason: String, at position: SourcePosition, _ path: String, _ scope: Diagnostic.Scope
    ) {
        add(
            .warning, "inline-secret", at: position, path, scope,
            "\(reason), and everybody who may read the spec sees it",
            hint: "keep it in a secret store, or in the writer's ConfigMap or a Secret of the cluster")
    }

    private mutating func report(
        _ problem: FormatProblem, text: String, at position: SourcePosition, path: String, scope: Diagnostic.Scope
    ) {
        let shown = problem.hidesText ? "the text" : Quoting.quoted(text)
        add(breachSeverity, problem.code, at: position, path, scope, "\(shown) \(problem.reason)", hint: problem.hint)
    }

    /// Checks the name of a map's member.
    mutating func checkName(
        of member: DocumentMember, _ format: FieldFormat?, path: String, scope: Diagnostic.Scope
    ) {
        let problem: FormatProblem? =
            switch format {
            case .labels: KubernetesNames.labelKeyProblem(member.key)
            case .environment: EnvironmentNames.problem(member.key)
            default: nil
            }
        if let problem { report(problem, text: member.key, at: member.keyPosition, path: path, scope: scope) }
    }

    /// Checks the value of a map's member.
    mutating func checkValue(
        _ value: String, of member: DocumentMember, _ format: FieldFormat?, path: String, scope: Diagnostic.Scope
    ) {
        switch format {
        case .labels:
            if let problem = KubernetesNames.labelValueProblem(value) {
                report(problem, text: value, at: member.value.position, path: path, scope: scope)
            }
        case .environment:
            if value.utf8.contains(0) {
                add(
                    .error, "control-character", at: member.value.position, path, scope,
                    "a variable cannot hold a NUL character")
            }
            if SecretNames.looksSecret(member.key), SecretNames.looksInline(value) {
                noteInlineSecret("the name says that the value is a secret", at: member.value.position, path, scope)
            } else if SecretNames.holdsPassword(value) {
                noteInlineSecret("the value holds a password", at: member.value.position, path, scope)
            }
        default: break
        }
    }

    private static func problem(of text: String, _ format: FieldFormat) -> FormatProblem? {
        switch format {
        case .dnsLabel: KubernetesNames.dnsLabelProblem(text)
        case .dnsSubdomain: KubernetesNames.dnsSubdomainProblem(text)
        case .labelValue: KubernetesNames.labelValueProblem(text)
        case .quantity: QuantityFormat.problem(text)
        case .image: ImageReference.problem(text)
        case .hostOrURL: NetworkNames.hostOrURLProblem(text)
        case .hostPortList: NetworkNames.hostPortListProblem(text)
        case .uri: NetworkNames.uriProblem(text)
        case .bucketURL: BucketNames.problem(text)
        case .ratio: NumberFormats.ratioProblem(text)
        case .integerOrPercentage: NumberFormats.integerOrPercentageProblem(text)
        case .secretName: CloudNames.secretProblem(text)
        case .projectID: CloudNames.projectProblem(text)
        case .consumerGroup: BusNames.consumerGroupProblem(text)
        case .notNegative, .positive, .labels, .environment: nil
        }
    }
}
