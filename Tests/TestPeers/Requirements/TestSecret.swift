/// Secrets of the tests. `scripts/test` searches everything that the suite prints for them.
public enum TestSecret {
    /// The value of a secret that `Tests/test-secrets.txt` lists.
    ///
    /// - Throws: `TestPeerError` if it lists none of that name: a secret that nobody would search for proves nothing.
    public static func value(_ name: String) throws -> String {
        let lines = Scratch.text(ofFile: Checkout.path("Tests/test-secrets.txt")).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("\(name)=") }) else {
            throw TestPeerError("Tests/test-secrets.txt lists no '\(name)'")
        }
        return String(line.dropFirst(name.count + 1))
    }
}
