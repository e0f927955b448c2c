import Testing
import WriterSpecs

@Suite("names that look secret")
struct SecretNamesTests {
    @Test(
        "values of such names are never shown",
        arguments: [
            "DB_PASSWORD", "apiToken", "AWS_SECRET_ACCESS_KEY", "API_KEY", "private-key", "autodiscover_key", "TLS_PASS",
            "GITHUB_TOKEN", "SENTRY_DSN",
        ])
    func secret(name: String) { #expect(SecretNames.looksSecret(name)) }

    @Test(
        "names of secrets and ordinary names are shown",
        arguments: [
            "KAFKA_SASL_SECRET", "METADATA_SQL_URI_SECRET", "LOG_LEVEL", "KEY_PREFIX", "MONKEY", "PASSENGERS", "TOKENIZER",
            "PARTITION_KEY", "KAFKA_BOOTSTRAP_SERVERS",
        ])
    func ordinary(name: String) { #expect(!SecretNames.looksSecret(name)) }
}
