import Documents

extension SpecDecoder {
    /// The value of a field, checked by its type and format; `nil` where it is not of its type. A value that breaks the
    /// format's rule is reported and still read, so that nothing is called missing that is there.
    mutating func value(
        of node: DocumentNode, _ descriptor: FieldDescriptor, path: String, scope: Diagnostic.Scope
    ) -> FieldValue? {
        switch descriptor.type {
        case .string:
            guard let text = text(of: node, descriptor, path: path, scope: scope) else { return nil }
            check(text, descriptor.format, at: node.position, path: path, scope: scope)
            return .string(text)
        case .enumeration(let values):
            guard let text = text(of: node, descriptor, path: path, scope: scope) else { return nil }
            return choice(text, of: values, at: node.position, path: path, scope: scope).map { .string($0) }
        case .bool:
            if case .bool(let value) = node.content { return .bool(value) }
            wrongType(
                node, wanted: "true or false", path: path, scope: scope, hint: Self.booleanHint(node))
            return nil
        case .int32:
            return integer(node, descriptor, path: path, scope: scope).map { .integer($0) }
        case .stringMap:
            return map(node, descriptor, path: path, scope: scope).map { .map($0) }
        case .anyObject, .object:
            guard node.members != nil else {
                wrongType(node, wanted: "an object", path: path, scope: scope)
                return nil
            }
            return json(node, path: path, scope: scope)
        case .anyArray, .array:
            guard node.elements != nil else {
                wrongType(node, wanted: "an array", path: path, scope: scope)
                return nil
            }
            return json(node, path: path, scope: scope)
        }
    }

    private mutating func json(_ node: DocumentNode, path: String, scope: Diagnostic.Scope) -> FieldValue? {
        do throws(DocumentError) {
            return .json(try node.jsonValue())
        } catch {
            add(.error, error.code.rawValue, at: error.position, path, scope, error.message, hint: error.hint)
            return nil
        }
    }

    private static func booleanHint(_ node: DocumentNode) -> String? {
        switch node.content {
        case .string(let text):
            switch text.lowercased() {
            case "true", "yes", "on", "1": "write true, without quotes"
            case "false", "no", "off", "0": "write false, without quotes"
            default: nil
            }
        case .number("1"): "write true"
        case .number("0"): "write false"
        default: nil
        }
    }

    private mutating func text(
        of node: DocumentNode, _ descriptor: FieldDescriptor, path: String, scope: Diagnostic.Scope
    ) -> String? {
        guard let text = node.string else {
            let isFlag = descriptor.name == "redis_is_clustered"
            let hint: String? =
                switch node.content {
                case .bool(let value) where isFlag: "write \"\(value ? 1 : 0)\""
                case .bool(let value): "write \"\(value)\""
                case .number(let literal) where !descriptor.isSecret: "write \"\(literal.prefix(40))\""
                case .number: "put it in quotes"
                default: nil
                }
            wrongType(node, wanted: "a string", path: path, scope: scope, hidesValue: descriptor.isSecret, hint: hint)
            return nil
        }
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            add(
                .error, "control-character", at: node.position, path, scope,
                "the text holds a line break or another control character")
            return nil
        }
        if text.utf8.count > 4096 {
            add(.error, "too-long", at: node.position, path, scope, "the text has more than 4096 bytes")
            return nil
        }
        return text
    }

    private mutating func choice(
        _ text: String, of values: [String], at position: SourcePosition, path: String, scope: Diagnostic.Scope
    ) -> String? {
        if text.isEmpty || values.contains(text) { return text }
        let shown = Quoting.quoted(text)
        if let match = values.first(where: { $0.lowercased() == text.lowercased() }) {
            add(
                breachSeverity, "enum", at: position, path, scope, "\(shown) is in the wrong case",
                hint: "did you mean '\(match)'?")
            return match
        }
        var matches = values.filter { $0.hasSuffix("_" + text.uppercased()) }
        if matches.isEmpty { matches = values.filter { $0.hasPrefix(text.uppercased() + "_") } }
        if matches.isEmpty { matches = Suggestions.matches(for: text, among: values) }
        add(
            breachSeverity, "enum", at: position, path, scope, "\(shown) is not one of the values of this field",
            hint: Suggestions.question(matches) ?? "the values are \(values.joined(separator: ", "))")
        if matches.count == 1 { return matches[0] }
        // What has no effect is kept, so that it is called so.
        return breachSeverity == .warning ? text : nil
    }

    private mutating func integer(
        _ node: DocumentNode, _ descriptor: FieldDescriptor, path: String, scope: Diagnostic.Scope
    ) -> Int64? {
        let literal: String
        switch node.content {
        case .number(let text), .string(let text): literal = text
        default:
            wrongType(node, wanted: "an integer", path: path, scope: scope)
            return nil
        }
        let shown = Quoting.quoted(literal)
        do throws(ProtobufInteger.Problem) {
            let value = try ProtobufInteger.value(of: literal)
            if value < 0, descriptor.format == .notNegative || descriptor.format == .positive {
                add(breachSeverity, "negative-count", at: node.position, path, scope, "\(shown) is below zero")
            } else if value == 0, descriptor.format == .positive {
                add(
                    breachSeverity, "zero-target", at: node.position, path, scope, "Kubernetes has no target of zero",
                    hint: "leave it out for the default")
            }
            return value
        } catch {
            switch error {
            case .notANumber:
                add(.error, "wrong-type", at: node.position, path, scope, "expected an integer, found \(shown)")
            case .fraction:
                add(.error, "wrong-type", at: node.position, path, scope, "\(shown) is not a whole number")
            case .outOfRange:
                add(
                    .error, "integer-range", at: node.position, path, scope,
                    "\(shown) is not between \(Self.least(descriptor.format)) and 2147483647")
            }
            return nil
        }
    }

    /// The least value that a rule allows.
    private static func least(_ format: FieldFormat?) -> Int64 {
        switch format {
        case .notNegative: 0
        case .positive: 1
        default: Int64(Int32.min)
        }
    }

    private mutating func map(
        _ node: DocumentNode, _ descriptor: FieldDescriptor, path: String, scope: Diagnostic.Scope
    ) -> [String: String]? {
        guard let members = node.members else {
            wrongType(node, wanted: "an object of texts", path: path, scope: scope)
            return nil
        }
        var values: [String: String] = [:]
        for member in members {
            let memberPath = NestedPath(path: path, spelling: "", name: "", scope: scope).path(member.key)
            checkName(of: member, descriptor.format, path: memberPath, scope: scope)
            if values[member.key] != nil {
                add(
                    .error, "duplicate-field", at: member.keyPosition, memberPath, scope, "the name is given twice",
                    hint: "remove one of them")
                continue
            }
            guard let value = member.value.string else {
                wrongType(
                    member.value, wanted: "a string", path: memberPath, scope: scope, hidesValue: true,
                    hint: "put it in quotes")
                continue
            }
            checkValue(value, of: member, descriptor.format, path: memberPath, scope: scope)
            values[member.key] = value
            positions.fields["\(descriptor.name).\(member.key)"] = member.value.position
        }
        return values
    }
}
