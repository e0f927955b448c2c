import FoundationEssentials

/// A certificate authority of the tests, made by the `openssl` program.
public struct CertificateAuthority: Sendable {
    /// The path of its certificate (PEM): what a client must trust.
    public let certificateFile: String
    private let keyFile: String

    /// Makes one.
    public init() async throws {
        certificateFile = Scratch.path("ca.crt")
        keyFile = Scratch.path("ca.key")
        try await openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=test authority", "-keyout", keyFile, "-out", certificateFile,
        ])
    }

    /// Makes a server certificate for host names.
    public func certificate(for names: [String]) async throws -> ServerCertificate {
        let certificate = ServerCertificate(
            certificateFile: Scratch.path("server.crt"), keyFile: Scratch.path("server.key"))
        let request = Scratch.path("server.csr")
        try await openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test server",
            "-keyout", certificate.keyFile, "-out", request,
        ])
        let extensions = try Scratch.file(
            "server.ext", "subjectAltName=" + names.map { "DNS:\($0)" }.joined(separator: ",") + "\n")
        try await openssl([
            "x509", "-req", "-in", request, "-CA", certificateFile, "-CAkey", keyFile, "-CAcreateserial", "-days", "2",
            "-extfile", extensions, "-out", certificate.certificateFile,
        ])
        return certificate
    }

    private func openssl(_ arguments: [String]) async throws {
        let result = try await ChildProcess.run("openssl", arguments)
        guard result.exitCode == 0 else { throw TestPeerError("openssl \(arguments[0]): \(result.errors)") }
    }
}

/// A server's certificate and key.
public struct ServerCertificate: Sendable {
    /// The path of the certificate (PEM).
    public let certificateFile: String
    /// The path of its key (PEM).
    public let keyFile: String
}
