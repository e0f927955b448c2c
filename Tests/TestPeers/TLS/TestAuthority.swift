import COpenSSL

/// A certificate and its key, both PEM.
public struct TestIdentity: Sendable {
    /// The certificate.
    public let certificate: [UInt8]
    /// The private key.
    public let key: [UInt8]
}

/// A certificate authority that lives for one test.
public struct TestAuthority: Sendable {
    /// OpenSSL failed.
    public struct Failure: Error {
        /// The step that failed.
        public let step: String
    }

    private let identity: TestIdentity

    /// The authority's own certificate: what a client trusts.
    public var certificate: [UInt8] { identity.certificate }

    /// Makes an authority with a new key.
    public init(name: String = "test authority") throws {
        identity = try Self.make(
            commonName: name, issuer: nil, extensions: [(NID_basic_constraints, "critical,CA:TRUE")],
            validSeconds: -3600...86_400)
    }

    /// Issues a certificate with a new key.
    ///
    /// - Parameters:
    ///   - commonName: the subject; for a client certificate the API server's user name.
    ///   - organization: the subject's organization; for a client certificate a group.
    ///   - names: subject alternative names, as `DNS:localhost` or `IP:127.0.0.1`.
    ///   - isExpired: whether it ended an hour ago.
    public func issue(
        commonName: String = "localhost", organization: String? = nil,
        names: [String] = ["DNS:localhost", "IP:127.0.0.1"], isExpired: Bool = false
    ) throws -> TestIdentity {
        let extensions = names.isEmpty ? [] : [(NID_subject_alt_name, names.joined(separator: ","))]
        return try Self.make(
            commonName: commonName, organization: organization, issuer: identity, extensions: extensions,
            validSeconds: isExpired ? -7200 ... -3600 : -3600...86_400)
    }

    private static func make(
        commonName: String, organization: String? = nil, issuer: TestIdentity?, extensions: [(CInt, String)],
        validSeconds: ClosedRange<Int>
    ) throws -> TestIdentity {
        let key = try makeKey()
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw Failure(step: "X509_new") }
        defer { X509_free(certificate) }
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate), Int64.random(in: 1...Int64.max))
        X509_gmtime_adj(X509_getm_notBefore(certificate), validSeconds.lowerBound)
        X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds.upperBound)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        if let organization { add(organization, as: "O", to: subject) }
        add(commonName, as: "CN", to: subject)

        var issuerCertificate: OpaquePointer?
        var issuerKey: OpaquePointer?
        defer {
            X509_free(issuerCertificate)
            EVP_PKEY_free(issuerKey)
        }
        if let issuer {
            issuerCertificate = PEM.certificate(issuer.certificate)
            issuerKey = PEM.key(issuer.key)
        }
        X509_set_issuer_name(certificate, X509_get_subject_name(issuerCertificate ?? certificate))
        for (identifier, value) in extensions {
            guard let added = X509V3_EXT_conf_nid(nil, nil, identifier, value) else {
                throw Failure(step: "extension \(value)")
            }
            X509_add_ext(certificate, added, -1)
            X509_EXTENSION_free(added)
        }
        guard X509_sign(certificate, issuerKey ?? key, EVP_sha256()) > 0 else { throw Failure(step: "X509_sign") }
        return TestIdentity(
            certificate: PEM.text { PEM_write_bio_X509($0, certificate) },
            key: PEM.text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) })
    }

    private static func add(_ value: String, as field: String, to name: OpaquePointer?) {
        let bytes = Array(value.utf8)
        X509_NAME_add_entry_by_txt(name, field, asciiStringType, bytes, Int32(bytes.count), -1, 0)
    }

    private static func makeKey() throws -> OpaquePointer {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) > 0,
            EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) > 0,
            EVP_PKEY_keygen(context, &key) > 0, let key
        else { throw Failure(step: "key") }
        return key
    }
}

/// `MBSTRING_ASC`, a macro that Swift does not import.
private let asciiStringType: CInt = 0x1001

/// Conversions between PEM texts and OpenSSL's objects.
enum PEM {
    /// The certificate of a PEM text; the caller frees it.
    static func certificate(_ text: [UInt8]) -> OpaquePointer? {
        reading(text) { PEM_read_bio_X509($0, nil, nil, nil) }
    }

    /// The private key of a PEM text; the caller frees it.
    static func key(_ text: [UInt8]) -> OpaquePointer? {
        reading(text) { PEM_read_bio_PrivateKey($0, nil, nil, nil) }
    }

    /// The PEM text that a closure writes.
    static func text(_ write: (OpaquePointer?) -> CInt) -> [UInt8] {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        guard write(memory) > 0 else { return [] }
        let count = BIO_ctrl_pending(memory)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(max(0, BIO_read(memory, buffer.baseAddress, CInt(count))))
        }
    }

    private static func reading(_ text: [UInt8], _ read: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
        text.withUnsafeBytes { bytes in
            let memory = BIO_new_mem_buf(bytes.baseAddress, CInt(bytes.count))
            defer { BIO_free(memory) }
            return read(memory)
        }
    }
}
