import COpenSSL

/// SHA-256 (FIPS 180-4) and its HMAC (RFC 2104), by OpenSSL.
public enum SHA256 {
    /// OpenSSL has no memory, or was built without the algorithm.
    public struct Failure: Error, Hashable, Sendable {
        /// What to tell.
        public let message: String
    }

    /// The 32 bytes of the digest.
    ///
    /// - Throws: `Failure`.
    public static func digest(of bytes: [UInt8]) throws(Failure) -> [UInt8] {
        var size: UInt32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { space, used in
            let made = EVP_Digest(bytes, bytes.count, space.baseAddress, &size, EVP_sha256(), nil)
            used = made == 1 ? Int(size) : 0
        }
        guard !digest.isEmpty else { throw Failure(message: "OpenSSL makes no SHA-256") }
        return digest
    }

    /// The 32 bytes of the keyed digest.
    ///
    /// - Throws: `Failure`.
    public static func authenticationCode(of bytes: [UInt8], key: [UInt8]) throws(Failure) -> [UInt8] {
        var count = 0
        let code = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { space, used in
            let made = EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, key, key.count, bytes, bytes.count, space.baseAddress, space.count,
                &count)
            used = made == nil ? 0 : count
        }
        guard !code.isEmpty else { throw Failure(message: "OpenSSL makes no HMAC with SHA-256") }
        return code
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes in lower-case hexadecimal digits, two for each.
    public var hexadecimal: String {
        var digits: [UInt8] = []
        for byte in self {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? 48 + half : 87 + half) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
