import COpenSSL
import Documents

/// What is known of a ConfigMap or Secret whose changes roll writers: never its content.
public enum ConfigurationState: Hashable, Sendable {
    /// It is there, with this keyed hash.
    case digest(String)
    /// There is none.
    case absent
    /// It may not be read.
    case unreadable(reason: String)

    /// Hashes the data of an object with its UID as the key (HMAC-SHA-256, RFC 2104).
    ///
    /// Who may read a Deployment, and so the hash, cannot try passwords against it: the UID of a Secret is told only to those who
    /// may read the Secret.
    init(of object: JSONValue) {
        let key = Array((object[path: "metadata", "uid"]?.string ?? "").utf8)
        let data: JSONValue = ["data": object["data"] ?? [:], "binaryData": object["binaryData"] ?? [:]]
        let bytes = data.serialized()
        var count = 0
        let hash = [UInt8](unsafeUninitializedCapacity: 64) { space, used in
            let made = EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, key, key.count, bytes, bytes.count, space.baseAddress, space.count,
                &count)
            used = made == nil ? 0 : count
        }
        self =
            hash.isEmpty
            ? .unreadable(reason: "OpenSSL has no memory for its hash")
            : .digest(hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
