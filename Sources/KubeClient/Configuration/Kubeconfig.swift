import Documents

/// One or several kubeconfig files, merged.
///
/// Source: kubernetes.io, "Organizing Cluster Access Using kubeconfig Files": the first file that has an entry of a name, or
/// `current-context`, wins; entries of one name are not mixed.
struct Kubeconfig {
    /// A named cluster, user or context, and the file that it is from.
    struct Entry {
        let fields: KubeconfigFields
        let name: String
    }

    private(set) var files: [String] = []
    private(set) var clusters: [String: Entry] = [:]
    private(set) var users: [String: Entry] = [:]
    private(set) var contexts: [String: Entry] = [:]
    private(set) var currentContext: String?

    /// Adds a file, whose entries stand behind those that are there.
    mutating func add(_ bytes: [UInt8], path: String) throws(KubeConfigurationError) {
        let document = try Self.document(bytes, path: path)
        files.append(path)
        guard let document else { return }
        guard document.object != nil, document["kind"]?.string ?? "Config" == "Config" else {
            throw KubeConfigurationError(.syntax, "\(path) is not a kubeconfig (kind: Config)")
        }
        let root = KubeconfigFields(document, place: "", file: path)
        try Self.merge("clusters", "cluster", of: root, into: &clusters)
        try Self.merge("users", "user", of: root, into: &users)
        try Self.merge("contexts", "context", of: root, into: &contexts)
        if currentContext == nil, let name = try root.string("current-context"), !name.isEmpty {
            currentContext = name
        }
    }

    /// The document of a file; `nil` for an empty file, which kubectl takes too.
    private static func document(_ bytes: [UInt8], path: String) throws(KubeConfigurationError) -> JSONValue? {
        do {
            if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { return try JSONValue(parsing: bytes) }
            guard let first = try DocumentNode.documents(yaml: bytes).first else { return nil }
            let value = try first.jsonValue()
            return value == .null ? nil : value
        } catch {
            throw KubeConfigurationError(.syntax, "\(path):\(error)")
        }
    }

    private static func merge(
        _ list: String, _ member: String, of root: KubeconfigFields, into entries: inout [String: Entry]
    ) throws(KubeConfigurationError) {
        for fields in try root.objects(list) {
            guard let name = try fields.string("name") else { throw fields.error(.syntax, "has no name") }
            guard entries[name] == nil else { continue }
            let place = "\(list)[\(name)]"
            let value = try fields.object(member)?.value ?? [:]
            entries[name] = Entry(fields: KubeconfigFields(value, place: place, file: root.file), name: name)
        }
    }
}

/// The members of an object of a kubeconfig, read with messages that name file and place.
struct KubeconfigFields {
    let value: JSONValue
    /// `users[admin]`.
    let place: String
    let file: String

    init(_ value: JSONValue, place: String, file: String) {
        self.value = value
        self.place = place
        self.file = file
    }

    /// An error about this object, or about one of its members.
    func error(
        _ code: KubeConfigurationError.Code, _ text: String, at member: String? = nil
    ) -> KubeConfigurationError {
        KubeConfigurationError(code, "\(file): \(path(member)) \(text)")
    }

    private func path(_ member: String?) -> String {
        [place, member ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
    }

    /// A string; `nil` where it is absent, null or empty.
    func string(_ member: String) throws(KubeConfigurationError) -> String? {
        switch value[member] {
        case nil, .null, .string(""): return nil
        case .string(let text): return text
        default: throw error(.invalidValue, "must be a string: put it in quotes", at: member)
        }
    }

    func bool(_ member: String) throws(KubeConfigurationError) -> Bool {
        switch value[member] {
        case nil, .null: return false
        case .bool(let value): return value
        default: throw error(.invalidValue, "must be true or false", at: member)
        }
    }

    func strings(_ member: String) throws(KubeConfigurationError) -> [String] {
        switch value[member] {
        case nil, .null: return []
        case .array(let elements):
            let strings = elements.compactMap(\.string)
            guard strings.count == elements.count else {
                throw error(.invalidValue, "must be a list of strings", at: member)
            }
            return strings
        default: throw error(.invalidValue, "must be a list of strings", at: member)
        }
    }

    func object(_ member: String) throws(KubeConfigurationError) -> KubeconfigFields? {
        switch value[member] {
        case nil, .null: return nil
        case .object(let members):
            return KubeconfigFields(.object(members), place: path(member), file: file)
        default: throw error(.invalidValue, "must be an object", at: member)
        }
    }

    func objects(_ member: String) throws(KubeConfigurationError) -> [KubeconfigFields] {
        switch value[member] {
        case nil, .null: return []
        case .array(let elements):
            var result: [KubeconfigFields] = []
            for (index, element) in elements.enumerated() {
                guard element.object != nil else {
                    throw error(.invalidValue, "must be a list of objects", at: member)
                }
                result.append(KubeconfigFields(element, place: "\(path(member))[\(index)]", file: file))
            }
            return result
        default: throw error(.invalidValue, "must be a list of objects", at: member)
        }
    }

    /// A path; a relative one begins at the kubeconfig's folder.
    func filePath(_ member: String) throws(KubeConfigurationError) -> String? {
        try string(member).map { ConfigurationFile.resolve($0, from: ConfigurationFile.folder(of: file)) }
    }
}
