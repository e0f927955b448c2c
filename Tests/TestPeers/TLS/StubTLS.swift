import COpenSSL

/// The TLS side of a stub server.
public struct StubTLS: Sendable {
    private let identity: TestIdentity
    private let clientAuthority: [UInt8]?

    /// Makes a server side with this certificate; with `clientAuthority`, a client must show a certificate of it.
    public init(_ identity: TestIdentity, clientAuthority: TestAuthority? = nil) {
        self.identity = identity
        self.clientAuthority = clientAuthority?.certificate
    }

    /// Does the handshake on an accepted socket, and lends the connection if that succeeds.
    func withConnection(_ descriptor: CInt, _ body: (TLSConnection) -> Void) {
        let context = SSL_CTX_new(TLS_server_method())
        defer { SSL_CTX_free(context) }
        let certificate = PEM.certificate(identity.certificate)
        defer { X509_free(certificate) }
        let key = PEM.key(identity.key)
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_certificate(context, certificate) == 1, SSL_CTX_use_PrivateKey(context, key) == 1 else {
            return
        }
        if let clientAuthority {
            let authority = PEM.certificate(clientAuthority)
            defer { X509_free(authority) }
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority)
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
        let session = SSL_new(context)
        defer { SSL_free(session) }
        guard SSL_set_fd(session, descriptor) == 1, SSL_accept(session) == 1 else { return }
        body(TLSConnection(session: session))
        SSL_shutdown(session)
    }
}

/// A TLS connection of a stub server. It is lent by `StubTLS` and used on one thread.
struct TLSConnection: StubConnection {
    let session: OpaquePointer?

    func read(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(max(0, SSL_read(session, buffer.baseAddress, CInt(clamping: count))))
        }
    }

    func write(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || SSL_write(session, bytes, CInt(clamping: bytes.count)) > 0
    }
}
