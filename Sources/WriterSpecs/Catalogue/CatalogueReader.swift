import Documents

/// Reads a catalogue document into a catalogue, member by member, and collects what is wrong.
struct CatalogueReader {
    var values = CatalogueValues()

    /// What is wrong so far.
    var diagnostics: [Diagnostic] { values.diagnostics }

    mutating func catalogue(_ base: Catalogue, with root: DocumentNode) -> Catalogue {
        var result = base
        let keys = ["apiVersion", "environmentFields", "kind", "placement", "podTemplate", "types"]
        for member in values.members(of: root, "", keys: keys) {
            let (node, path) = (member.value, member.key)
            switch member.key {
            case "apiVersion": values.expect(Catalogue.apiVersion, node, path)
            case "kind": values.expect(Catalogue.kind, node, path)
            case "environmentFields":
                if let fields = values.choices(node, path, of: EnvironmentField.all) {
                    result.environmentFields = fields
                }
            case "placement": result.placement = placement(base.placement, with: node, path)
            case "podTemplate": result.podTemplate = values.podTemplate(node, path)
            default:
                for entry in values.members(of: node, path) {
                    let type = base.types[entry.key] ?? base.unknownType(named: entry.key)
                    result.types[entry.key] = self.type(type, with: entry, "\(path).\(entry.key)")
                }
            }
        }
        for entry in root["types"]?.members ?? [] {
            checkVariables(of: entry, in: result)
        }
        return result
    }

    /// Two fields under one variable name would be refused by the API server.
    private mutating func checkVariables(of entry: DocumentMember, in catalogue: Catalogue) {
        guard let type = catalogue.types[entry.key] else { return }
        var fieldByVariable: [String: String] = [:]
        for field in catalogue.environmentFields(of: type) {
            let variable = type.environmentNames[field] ?? field.uppercased()
            if let other = fieldByVariable.updateValue(field, forKey: variable) {
                values.add(
                    "duplicate-variable", at: entry.keyPosition, "types.\(entry.key).environmentNames",
                    "both \(other) and \(field) would be the variable \(variable)", hint: "name one of them otherwise")
            }
        }
    }

    private mutating func placement(
        _ base: PlacementRules, with node: DocumentNode, _ path: String
    ) -> PlacementRules {
        var result = base
        let keys = ["instanceTypeLabel", "nodepoolLabel", "nodepoolTaint", "spotLabels", "spotTaint"]
        for member in values.members(of: node, path, keys: keys) {
            let (node, path) = (member.value, "\(path).\(member.key)")
            switch member.key {
            case "instanceTypeLabel": result.instanceTypeLabel = values.text(node, path) ?? base.instanceTypeLabel
            case "nodepoolLabel": result.nodepoolLabel = values.text(node, path) ?? base.nodepoolLabel
            case "nodepoolTaint": result.nodepoolTaint = taint(node, path)
            case "spotLabels": result.spotLabels = values.texts(node, path) ?? base.spotLabels
            default: result.spotTaint = taint(node, path)
            }
        }
        return result
    }

    private mutating func taint(_ node: DocumentNode, _ path: String) -> PlacementRules.Taint? {
        if case .null = node.content { return nil }
        var result = PlacementRules.Taint(key: "", value: "", effect: "NoSchedule")
        for member in values.members(of: node, path, keys: ["effect", "key", "value"]) {
            let (node, path) = (member.value, "\(path).\(member.key)")
            switch member.key {
            case "key": result.key = values.text(node, path) ?? ""
            case "value": result.value = values.text(node, path, mayBeEmpty: true) ?? ""
            default:
                result.effect =
                    values.choice(node, path, of: ["NoExecute", "NoSchedule", "PreferNoSchedule"]) ?? ""
            }
        }
        if node.members != nil, node["key"] == nil {
            values.add("missing-field", at: node.position, path, "a taint has a key")
        }
        return result
    }

    private mutating func type(_ base: WriterType, with entry: DocumentMember, _ path: String) -> WriterType {
        var result = base
        for member in values.members(of: entry.value, path, keys: Self.typeKeys) {
            let (node, path) = (member.value, "\(path).\(member.key)")
            switch member.key {
            case "summary": result.summary = values.text(node, path) ?? base.summary
            case "job": result.job = values.text(node, path) ?? base.job
            case "imageFamily": result.imageFamily = values.optional(node) { Self.family(&$0, node, path) }
            case "imageFamilyByInserter": result.imageFamilyByInserter = families(node, path)
            case "consumes": result.consumes = busFields(node, path) ?? base.consumes
            case "produces": result.produces = busFields(node, path) ?? base.produces
            case "usesDeadLetterTopic": result.usesDeadLetterTopic = values.bool(node, path) ?? base.usesDeadLetterTopic
            case "defaultConsumerGroup": result.defaultConsumerGroup = values.optional(node) { $0.text(node, path) }
            case "environmentFields":
                result.environmentFields = values.choices(node, path, of: EnvironmentField.all) ?? []
            case "environmentNames": result.environmentNames = values.variableNames(node, path)
            case "rollout": result.rollout = rollout(base.rollout, with: node, path)
            case "minReadySeconds": result.minReadySeconds = values.seconds(node, path) ?? 0
            case "terminationGracePeriodSeconds": result.terminationGracePeriodSeconds = values.seconds(node, path) ?? 0
            case "progressDeadlineSeconds": result.progressDeadlineSeconds = values.seconds(node, path) ?? 0
            case "checks": result.checks = checks(node, path)
            default: result.podTemplate = values.podTemplate(node, path)
            }
        }
        if result.progressDeadlineSeconds <= result.minReadySeconds {
            values.add(
                "progress-deadline", at: entry.keyPosition, path,
                "progressDeadlineSeconds (\(result.progressDeadlineSeconds)) must be above minReadySeconds "
                    + "(\(result.minReadySeconds))")
        }
        return result
    }

    static let typeKeys = [
        "checks", "consumes", "defaultConsumerGroup", "environmentFields", "environmentNames", "imageFamily",
        "imageFamilyByInserter", "job", "minReadySeconds", "podTemplate", "produces", "progressDeadlineSeconds",
        "rollout", "summary", "terminationGracePeriodSeconds", "usesDeadLetterTopic",
    ]

    private static func family(_ values: inout CatalogueValues, _ node: DocumentNode, _ path: String) -> ImageFamily? {
        values.choice(node, path, of: ImageFamily.allCases.map(\.rawValue)).flatMap(ImageFamily.init(rawValue:))
    }

    private mutating func families(_ node: DocumentNode, _ path: String) -> [String: ImageFamily] {
        var result: [String: ImageFamily] = [:]
        for member in values.members(of: node, path) {
            result[member.key] = Self.family(&values, member.value, "\(path).\(member.key)")
        }
        return result
    }

    private mutating func busFields(_ node: DocumentNode, _ path: String) -> [BusField]? {
        let names = BusField.allCases.filter { $0 != .uploadBucket }.map(\.rawValue)
        return values.choices(node, path, of: Set(names))?.compactMap(BusField.init(rawValue:))
    }

    private mutating func checks(_ node: DocumentNode, _ path: String) -> [WriterCheck] {
        let names = values.choices(node, path, of: Set(WriterCheck.allCases.map(\.rawValue)))
        return names?.compactMap(WriterCheck.init(rawValue:)) ?? []
    }

    private mutating func rollout(_ base: RolloutRules, with node: DocumentNode, _ path: String) -> RolloutRules {
        var result = base
        for member in values.members(of: node, path, keys: ["kafkaReplicated", "kafkaSingle", "pubSub"]) {
            guard let strategy = values.strategy(member.value, "\(path).\(member.key)") else { continue }
            switch member.key {
            case "pubSub": result.pubSub = strategy
            case "kafkaSingle": result.kafkaSingle = strategy
            default: result.kafkaReplicated = strategy
            }
        }
        return result
    }
}
