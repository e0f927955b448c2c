/// Buckets of S3 and Google Cloud Storage, as URLs.
enum BucketNames {
    /// Sources: the naming rules of both services. Both: 3-63 lower-case letters, digits, `-` and `.`, a letter or digit
    /// at both ends; Google also allows `_`, and 222 characters where there are points.
    static func problem(_ text: String) -> FormatProblem? {
        let isS3 = text.hasPrefix("s3://")
        guard isS3 || text.hasPrefix("gs://") else {
            let name = text.split(separator: "/").last.map(String.init) ?? text
            return FormatProblem(
                code: "bucket", reason: "has no scheme that is known",
                hint: text.contains("://") ? "write s3:// or gs://" : "did you mean 's3://\(name)' or 'gs://\(name)'?")
        }
        let rest = text.dropFirst(5)
        let name = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(name.count)
        let limit = isS3 || !name.contains(".") ? 63 : 222
        let isValid =
            (3...limit).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                KubernetesNames.isLowerAlphanumeric($0) || "-.".utf8.contains($0) || !isS3 && $0 == UInt8(ascii: "_")
            }
            && (name.utf8.first.map(KubernetesNames.isLowerAlphanumeric) ?? false)
            && (name.utf8.last.map(KubernetesNames.isLowerAlphanumeric) ?? false)
            && !name.contains("..") && !isAddress(name) && (isS3 || !name.hasPrefix("goog"))
        guard isValid else {
            return FormatProblem(
                code: "bucket", reason: "has a name that \(isS3 ? "S3" : "Google Cloud Storage") does not allow",
                hint: "3 to 63 lower-case letters, digits, '-' and '.', a letter or digit at both ends")
        }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.contains("/../"), !path.hasSuffix("/..") else {
            return FormatProblem(code: "bucket", reason: "has a path with blanks or '..'")
        }
        return nil
    }

    private static func isAddress(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
