extension DocumentNode {
    /// Reads all documents of a YAML text: libyaml's YAML 1.1 grammar, plain scalars by the core schema of YAML 1.2,
    /// aliases and `<<` expanded.
    ///
    /// - Throws: `DocumentError` where the text is not YAML or over a limit.
    public static func documents(
        yaml bytes: [UInt8], limits: DocumentLimits = DocumentLimits()
    ) throws(DocumentError) -> [DocumentNode] {
        try limits.checkSize(of: bytes)
        try checkEncoding(bytes)
        try checkDirectives(bytes)
        let result: Result<[DocumentNode], DocumentError> = bytes.withUnsafeBufferPointer { text in
            do throws(DocumentError) {
                return .success(try YAMLTreeBuilder.documents(of: text, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func checkEncoding(_ bytes: [UInt8]) throws(DocumentError) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.starts(with: [0xFF, 0xFE])
        {
            throw DocumentError(
                .byteOrderMark, at: .start, "the document begins with a byte order mark or is not UTF-8",
                hint: "save it as UTF-8 without a byte order mark")
        }
        if let offset = UTF8Validation.firstInvalidByte(of: bytes) {
            throw DocumentError(
                .invalidUTF8, at: SourcePosition(ofByte: offset, in: bytes), "the document is not valid UTF-8")
        }
    }

    /// libyaml compares each `%TAG` directive with all others: a text of nothing else would take hours.
    private static func checkDirectives(_ bytes: [UInt8]) throws(DocumentError) {
        var directives = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
            guard index == 0 || bytes[index - 1] == 0x0A || bytes[index - 1] == 0x0D else { continue }
            directives += 1
            guard directives <= 64 else {
                throw DocumentError(
                    .yamlDirective, at: SourcePosition(ofByte: index, in: bytes), "more than 64 lines begin with '%'")
            }
        }
    }
}
