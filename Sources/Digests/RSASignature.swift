import COpenSSL

/// RSA signatures with SHA-256, padded as PKCS #1 v1.5 has it (RFC 8017, section 8.2): `RS256` of JSON Web Algorithms. By OpenSSL.
public enum RSASignature {
    /// There is no signature.
    public enum Failure: Error, Hashable, Sendable {
        /// The text is no private RSA key in PEM, or it is encrypted.
        case noKey
        /// OpenSSL has no memory, or the key is too short for the digest.
        case refused
    }

    /// The signature of these bytes, as long as the key.
    ///
    /// - Parameter key: A private key, PEM, PKCS #1 or #8, not encrypted.
    /// - Throws: `Failure`; nothing of the key is told.
    public static func sign(_ bytes: [UInt8], key: String) throws(Failure) -> [UInt8] {
        // What OpenSSL notes of a failure would be taken for that of a later call.
        defer { ERR_clear_error() }
        guard let key = read(key) else { throw .noKey }
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else { throw .refused }
        var count = Int(EVP_PKEY_get_size(key))
        let signature = [UInt8](unsafeUninitializedCapacity: count) { space, used in
            let made = EVP_DigestSign(context, space.baseAddress, &count, bytes, bytes.count)
            used = made == 1 ? count : 0
        }
        guard !signature.isEmpty else { throw .refused }
        return signature
    }

    /// The key; the caller frees it.
    private static func read(_ text: String) -> OpaquePointer? {
        let key = Array(text.utf8).withUnsafeBytes { bytes -> OpaquePointer? in
            guard let source = BIO_new_mem_buf(bytes.baseAddress, CInt(clamping: bytes.count)) else { return nil }
            defer { BIO_free(source) }
            // Without a password OpenSSL would ask the terminal for that of an encrypted key.
            var password: [CChar] = [0]
            return PEM_read_bio_PrivateKey(source, nil, nil, &password)
        }
        guard let key, EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            EVP_PKEY_free(key)
            return nil
        }
        return key
    }
}
