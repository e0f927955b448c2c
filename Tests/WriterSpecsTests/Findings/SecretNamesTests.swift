import Testing

@testable import WriterSpecs

@Suite("Names of secrets")
struct SecretNamesTests {
    @Test(
        "are told by their words",
        arguments: ["DB_PASSWORD", "apiKey", "DB_PASS", "dbPass", "PGPASS", "JWT", "SERVICE_JWT", "AUTH"])
    func secret(name: String) {
        #expect(SecretNames.looksSecret(name))
    }

    @Test(
        "say where a secret is, or have the word by chance: no secret",
        arguments: ["TOKEN_FILE", "PGPASS_FILE", "JWT_TTL", "MONKEY", "BYPASS", "COMPASS", "PASSENGERS"])
    func harmless(name: String) {
        #expect(!SecretNames.looksSecret(name))
    }
}
