import Digests
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "of the examples of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func digest(text: String, expected: String) throws {
        #expect(try SHA256.digest(of: Array(text.utf8)).hexadecimal == expected)
    }

    @Test("as a keyed digest: case 2 of RFC 4231, and an empty key")
    func authenticationCode() throws {
        let code = try SHA256.authenticationCode(
            of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(code.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let empty = try SHA256.authenticationCode(of: [], key: [])
        #expect(empty.hexadecimal == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
