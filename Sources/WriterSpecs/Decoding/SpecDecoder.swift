import Documents

/// Turns a positioned tree into the typed model by the field tables, and notes what does not fit.
struct SpecDecoder {
    var sink: DiagnosticSink
    let allowsUnknownFields: Bool
    /// The positions of the object that is being decoded, nested ones included.
    var positions = FieldPositions()
    /// The fields of the object that is being decoded that have no effect, by their current names from that object.
    private var ineffective: Set<String> = []
    /// How bad a value is that breaks the rule of the field that is being decoded: where the field has no effect, nothing
    /// fails over it.
    private(set) var breachSeverity = Diagnostic.Severity.error
    private var effects: FieldEffects
    /// The largest number of writers: what is read of a writer takes far more memory than its text.
    static let writerLimit = 20_000
    /// Looking for what an unknown name means costs time: beyond the findings that are kept nobody would see it.
    private var searchesLeft = SpecReading.diagnosticLimit

    init(allowsUnknownFields: Bool, effects: FieldEffects, sink: DiagnosticSink = DiagnosticSink()) {
        self.allowsUnknownFields = allowsUnknownFields
        self.effects = effects
        self.sink = sink
    }

    /// Decodes the root of a document.
    mutating func decodeDocument(_ node: DocumentNode, into document: inout PersistenceDocument) {
        decodeOwner(
            node, into: &document, positions: \.positions, table: SpecTables.document, ineffective: effects.ofDocument,
            at: NestedPath(path: "", spelling: "", name: "", scope: .document))
    }

    /// Decodes an object that keeps the positions of its fields.
    mutating func decodeOwner<Root>(
        _ node: DocumentNode, into root: inout Root, positions owner: WritableKeyPath<Root, FieldPositions>,
        table: FieldTable<Root>, ineffective: Set<String> = [], at nested: NestedPath
    ) {
        let outer = (positions, self.ineffective)
        positions = FieldPositions()
        self.ineffective = ineffective
        positions.path = nested.path
        positions.start = node.position
        decode(
            node, into: &root, table: table,
            at: NestedPath(path: nested.path, spelling: "", name: "", scope: nested.scope))
        root[keyPath: owner] = positions
        (positions, self.ineffective) = outer
    }

    /// Decodes the array of writers; an element that is no object becomes a writer without any field.
    mutating func decodeWriters(_ node: DocumentNode, into writers: inout [WriterSpec], at nested: NestedPath) {
        guard let elements = node.elements else {
            wrongType(node, wanted: "an array", path: nested.path, scope: nested.scope)
            return
        }
        if elements.count > Self.writerLimit {
            add(
                .error, "writer-limit", at: elements[Self.writerLimit].position, "\(nested.path)[\(Self.writerLimit)]",
                .document, "more than \(Self.writerLimit) writers in one document",
                hint: "split it into several documents, each with an instance name of its own")
        }
        writers.reserveCapacity(min(elements.count, Self.writerLimit))
        for (index, element) in elements.prefix(Self.writerLimit).enumerated() {
            var writer = WriterSpec()
            let path = "\(nested.path)[\(index)]"
            decodeOwner(
                element, into: &writer, positions: \.positions, table: SpecTables.writer,
                ineffective: effects.ofWriter(element),
                at: NestedPath(path: path, spelling: "", name: "", scope: .writer(index)))
            writers.append(writer)
        }
    }

    /// Decodes an object's members into a model.
    mutating func decode<Root>(
        _ node: DocumentNode, into root: inout Root, table: FieldTable<Root>, at nested: NestedPath
    ) {
        guard let members = node.members else {
            wrongType(node, wanted: "an object", path: nested.path, scope: nested.scope)
            return
        }
        let indices = members.map { table.indices[$0.key] }
        let present = Set(indices.compactMap { $0 })
        // Two slots a field: one for its current spellings, one for its old names.
        var first = [DocumentMember?](repeating: nil, count: table.fields.count * 2)
        for (member, index) in zip(members, indices) {
            guard let index = index ?? meantField(member, table: table, present: present, at: nested) else { continue }
            let descriptor = table.fields[index].descriptor
            let isOldName = Self.isOldName(member.key, of: descriptor)
            let slot = index * 2 + (isOldName ? 1 : 0)
            if let earlier = first[slot] {
                add(
                    .error, "duplicate-field", at: member.keyPosition, nested.path(member.key), nested.scope,
                    "the field is given twice, first at \(earlier.keyPosition)"
                        + (earlier.key == member.key ? "" : " as '\(earlier.key)'"), hint: "remove one of them")
                continue
            }
            first[slot] = member
            if isOldName {
                add(
                    .warning, "deprecated-field", at: member.keyPosition, nested.path(member.key), nested.scope,
                    "'\(member.key)' is the old name of '\(descriptor.name)'", hint: "rename it")
                let current = zip(members, indices).first { $1 == index && !Self.isOldName($0.key, of: descriptor) }?.0
                if let current, current.value.string?.isEmpty == false {
                    if let old = member.value.string, !old.isEmpty, old != current.value.string {
                        add(
                            .error, "conflicting-fields", at: member.value.position, nested.path(member.key),
                            nested.scope,
                            "the value differs from that of '\(current.key)' at \(current.value.position)",
                            hint: "remove '\(member.key)'")
                    }
                    continue
                }
            }
            decodeMember(member, field: table.fields[index], into: &root, at: nested)
        }
        for (index, field) in table.fields.enumerated() where field.descriptor.isRequired {
            checkRequired(field.descriptor, member: first[index * 2], object: node, at: nested)
        }
    }

    private static func isOldName(_ key: String, of descriptor: FieldDescriptor) -> Bool {
        !descriptor.deprecatedSpellings.isEmpty
            && descriptor.deprecatedSpellings.contains { $0 == key || FieldDescriptor.camelCase($0) == key }
    }

    private mutating func checkRequired(
        _ descriptor: FieldDescriptor, member: DocumentMember?, object: DocumentNode, at nested: NestedPath
    ) {
        let isMissing =
            switch member?.value.content {
            case nil, .null: true
            case .string(let text): text.isEmpty
            default: false
            }
        guard isMissing else { return }
        add(
            .error, "required", at: member?.value.position ?? object.position,
            nested.path(member?.key ?? descriptor.name), nested.scope,
            member == nil ? "'\(descriptor.name)' is missing" : "'\(descriptor.name)' must not be empty")
    }

    /// Reports an unknown member; what it means, if that is certain and not given otherwise.
    private mutating func meantField<Root>(
        _ member: DocumentMember, table: FieldTable<Root>, present: Set<Int>, at nested: NestedPath
    ) -> Int? {
        var matches: [String] = []
        if searchesLeft > 0 {
            searchesLeft -= 1
            matches = Suggestions.matches(for: member.key, among: table.fields.map(\.descriptor.name))
        }
        add(
            allowsUnknownFields ? .warning : .error, "unknown-field", at: member.keyPosition, nested.path(member.key),
            nested.scope, "there is no such field", hint: Suggestions.question(matches))
        guard !allowsUnknownFields, matches.count == 1, let index = table.indices[matches[0]], !present.contains(index)
        else { return nil }
        return index
    }

    private mutating func decodeMember<Root>(
        _ member: DocumentMember, field: TypedField<Root>, into root: inout Root, at nested: NestedPath
    ) {
        let descriptor = field.descriptor
        let name = nested.name.isEmpty ? descriptor.name : "\(nested.name).\(descriptor.name)"
        if case .null = member.value.content { return }
        positions.fields[name] = member.value.position
        if member.key != descriptor.name || nested.spelling != nested.name {
            positions.spellings[name] = nested.spelling.isEmpty ? member.key : "\(nested.spelling).\(member.key)"
        }
        let path = nested.path(member.key)
        noteStanding(member, descriptor, path: path, scope: nested.scope)
        breachSeverity = ineffective.contains(name) ? .warning : .error
        switch field.action {
        case .descend(let descend):
            let inner = NestedPath(
                path: path, spelling: nested.spelling.isEmpty ? member.key : "\(nested.spelling).\(member.key)",
                name: name, scope: nested.scope)
            descend(&root, member.value, inner, &self)
        case .ignore:
            _ = value(of: member.value, descriptor, path: path, scope: nested.scope)
        case .store(let store):
            if let value = value(of: member.value, descriptor, path: path, scope: nested.scope) { store(&root, value) }
        }
    }

    /// Says where a field is old, unused or not ours.
    private mutating func noteStanding(
        _ member: DocumentMember, _ descriptor: FieldDescriptor, path: String, scope: Diagnostic.Scope
    ) {
        let isEmpty =
            switch member.value.content {
            case .string(let text): text.isEmpty
            case .bool(let value): !value
            case .array(let elements): elements.isEmpty
            case .object(let members): members.isEmpty
            default: false
            }
        if isEmpty { return }
        if let reason = descriptor.deprecation {
            add(.warning, "unused-field", at: member.keyPosition, path, scope, reason, hint: "remove it")
        }
        if let reason = descriptor.unmanaged {
            add(.warning, "not-managed", at: member.keyPosition, path, scope, reason)
        }
    }

    mutating func add(
        _ severity: Diagnostic.Severity, _ code: String, at position: SourcePosition, _ path: String,
        _ scope: Diagnostic.Scope, _ message: String, hint: String? = nil
    ) {
        sink.add(
            Diagnostic(
                code: code, severity: severity, scope: scope, position: position, path: path, message: message,
                hint: hint))
    }

    mutating func wrongType(
        _ node: DocumentNode, wanted: String, path: String, scope: Diagnostic.Scope, hidesValue: Bool = false,
        hint: String? = nil
    ) {
        var found = node.kindDescription
        if hidesValue, case .number = node.content { found = "a number" }
        add(.error, "wrong-type", at: node.position, path, scope, "expected \(wanted), found \(found)", hint: hint)
    }
}

extension NestedPath {
    /// The path of a member, as the document spells it.
    func path(_ key: String) -> String {
        let shown = key.utf8.count > 100 ? key.prefix(100) + "…" : Substring(key)
        return path.isEmpty ? String(shown) : "\(path).\(shown)"
    }
}
