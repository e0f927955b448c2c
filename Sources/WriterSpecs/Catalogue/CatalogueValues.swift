import Documents

/// Reads single values of a catalogue document; what is wrong is collected, and the value is `nil`.
struct CatalogueValues {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func add(
        _ code: String, at position: SourcePosition, _ path: String, _ message: String, hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                code: code, severity: .error, scope: .document, position: position, path: path, message: message,
                hint: hint))
    }

    /// The members of an object, each name once and, where `keys` are given, only those.
    mutating func members(of node: DocumentNode, _ path: String, keys: [String]? = nil) -> [DocumentMember] {
        guard let members = node.members else {
            wrongType(node, path, "an object")
            return []
        }
        var seen: Set<String> = []
        return members.filter { member in
            let memberPath = path.isEmpty ? member.key : "\(path).\(member.key)"
            guard seen.insert(member.key).inserted else {
                add("duplicate-field", at: member.keyPosition, memberPath, "the name is given twice")
                return false
            }
            guard let keys, !keys.contains(member.key) else { return true }
            let question = Suggestions.question(Suggestions.matches(for: member.key, among: keys))
            add(
                "unknown-field", at: member.keyPosition, memberPath,
                "\(Quoting.quoted(member.key)) is no key of a catalogue",
                hint: question ?? "the keys here are \(keys.joined(separator: ", "))")
            return false
        }
    }

    mutating func expect(_ text: String, _ node: DocumentNode, _ path: String) {
        guard node.string != text else { return }
        add("unknown-value", at: node.position, path, "expected '\(text)'")
    }

    mutating func text(_ node: DocumentNode, _ path: String, mayBeEmpty: Bool = false) -> String? {
        guard let text = node.string, mayBeEmpty || !text.isEmpty else {
            wrongType(node, path, mayBeEmpty ? "a string" : "a string that is not empty")
            return nil
        }
        return text
    }

    mutating func texts(_ node: DocumentNode, _ path: String) -> [String: String]? {
        var result: [String: String] = [:]
        for member in members(of: node, path) {
            result[member.key] = text(member.value, "\(path).\(member.key)", mayBeEmpty: true)
        }
        return result
    }

    mutating func bool(_ node: DocumentNode, _ path: String) -> Bool? {
        guard case .bool(let value) = node.content else {
            wrongType(node, path, "true or false")
            return nil
        }
        return value
    }

    mutating func seconds(_ node: DocumentNode, _ path: String) -> Int64? {
        guard case .number(let literal) = node.content, let value = Int32(literal), value >= 0 else {
            wrongType(node, path, "a number of seconds")
            return nil
        }
        return Int64(value)
    }

    /// `nil` for `null`, else what the closure reads.
    mutating func optional<Value>(_ node: DocumentNode, read: (inout CatalogueValues) -> Value?) -> Value? {
        if case .null = node.content { nil } else { read(&self) }
    }

    mutating func choice(_ node: DocumentNode, _ path: String, of names: [String]) -> String? {
        guard let text = text(node, path) else { return nil }
        guard !names.contains(text) else { return text }
        let question = Suggestions.question(Suggestions.matches(for: text, among: names.sorted()))
        add(
            "unknown-value", at: node.position, path, "\(Quoting.quoted(text)) is not known here",
            hint: question ?? (names.count > 10 ? nil : "the values are \(names.sorted().joined(separator: ", "))"))
        return nil
    }

    mutating func choices(_ node: DocumentNode, _ path: String, of names: Set<String>) -> [String]? {
        guard let elements = node.elements else {
            wrongType(node, path, "an array")
            return nil
        }
        let names = names.sorted()
        return elements.enumerated().compactMap { choice($0.element, "\(path)[\($0.offset)]", of: names) }
    }

    /// The names of variables by field, as the API server takes them.
    mutating func variableNames(_ node: DocumentNode, _ path: String) -> [String: String] {
        var result: [String: String] = [:]
        for member in members(of: node, path, keys: EnvironmentField.all.sorted()) {
            let path = "\(path).\(member.key)"
            guard let name = text(member.value, path) else { continue }
            let isName = name.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "_-.".utf8.contains(byte)
            }
            if !isName || name.first?.isNumber == true {
                add("variable-name", at: member.value.position, path, "\(Quoting.quoted(name)) is no variable name")
            }
            result[member.key] = name
        }
        return result
    }

    mutating func wrongType(_ node: DocumentNode, _ path: String, _ wanted: String) {
        add("wrong-type", at: node.position, path, "expected \(wanted), found \(node.kindDescription)")
    }
}
