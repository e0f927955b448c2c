import Documents

/// The fields of a credential file, or of an object in it. What it tells of a field never holds the value of a secret one.
struct CredentialFields: Sendable {
    private let file: String
    /// Of an object in the file: its name and a dot.
    private let prefix: String
    private let value: JSONValue

    private init(file: String, prefix: String, value: JSONValue) {
        (self.file, self.prefix, self.value) = (file, prefix, value)
    }

    /// Reads a file.
    ///
    /// - Returns: `nil`: there is none.
    /// - Throws: `GoogleFailure` where it is there and is no JSON object.
    init?(file: String) throws(GoogleFailure) {
        let text: String?
        do throws(TextFile.Failure) {
            text = try TextFile.read(file)
        } catch {
            throw GoogleFailure(
                .credentialsInvalid, "the Google credentials \(error.message)", action: "let this process read the file"
            )
        }
        guard let text else { return nil }
        guard let value = try? JSONValue(parsing: text), value.object != nil else {
            throw GoogleFailure(
                .credentialsInvalid, "the Google credentials in '\(file)' are no JSON object", action: Self.remedy)
        }
        self.init(file: file, prefix: "", value: value)
    }

    private static let remedy =
        "download or make the file anew (gcloud iam service-accounts keys create, gcloud iam workload-identity-pools create-cred-config, or gcloud auth application-default login)"

    /// Whether there is a field.
    func has(_ name: String) -> Bool { value[name].map { $0 != .null } ?? false }

    /// The text of a field that must be there.
    ///
    /// - Throws: `GoogleFailure`, also where it is empty.
    func required(_ name: String) throws(GoogleFailure) -> String {
        guard let text = try optional(name) else { throw invalid(name, "is missing") }
        return text
    }

    /// The text of a field; `nil`: it is not there, or empty.
    ///
    /// - Throws: `GoogleFailure` where it is something else.
    func optional(_ name: String) throws(GoogleFailure) -> String? {
        guard has(name) else { return nil }
        guard let text = value[name]?.string else { throw invalid(name, "is no text") }
        return text.isEmpty ? nil : text
    }

    /// The number in a field; `nil`: it is not there.
    ///
    /// - Throws: `GoogleFailure` where it is something else.
    func number(_ name: String) throws(GoogleFailure) -> Int64? {
        guard has(name) else { return nil }
        guard let number = value[name]?.integer else { throw invalid(name, "is no whole number") }
        return number
    }

    /// The address in a field; `nil`: it is not there.
    ///
    /// - Throws: `GoogleFailure` where a secret must not be sent there.
    func address(_ name: String) throws(GoogleFailure) -> String? {
        guard let url = try optional(name) else { return nil }
        guard GoogleAddress.isSafe(url) else {
            throw invalid(name, "is neither https nor an address of this machine: nothing was sent")
        }
        return url
    }

    /// The fields of an object; those of none where it is not there.
    ///
    /// - Throws: `GoogleFailure` where it is something else.
    func object(_ name: String) throws(GoogleFailure) -> CredentialFields {
        let object = has(name) ? value[name] : .object([:])
        guard let object, object.object != nil else { throw invalid(name, "is no object") }
        return CredentialFields(file: file, prefix: "\(prefix)\(name).", value: object)
    }

    /// Names and texts of the fields of an object, ascending.
    ///
    /// - Throws: `GoogleFailure` where one is no text.
    func texts() throws(GoogleFailure) -> [(name: String, value: String)] {
        var texts: [(name: String, value: String)] = []
        for name in value.object?.keys ?? [] { texts.append((name, try required(name))) }
        return texts
    }

    /// The failure of a field.
    func invalid(_ name: String, _ problem: String) -> GoogleFailure {
        GoogleFailure(
            .credentialsInvalid,
            "the Google credentials in '\(file)' cannot be used: the field '\(prefix)\(name)' \(problem)",
            action: Self.remedy)
    }
}

extension CredentialFields: SecretHolder {
    /// The file.
    var visibleName: String? { file }
}
