import COpenSSL

/// Private RSA keys of tests.
public enum TestRSAKey {
    /// One of 2,048 bits, PEM, made once.
    public static let pem: String = {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) > 0, EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) > 0,
            EVP_PKEY_keygen(context, &key) > 0
        else { return "" }
        defer { EVP_PKEY_free(key) }
        return String(
            decoding: PEM.text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }, as: UTF8.self)
    }()
}
