import Digests
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
        do {
            self = .digest(try SHA256.authenticationCode(of: data.serialized(), key: key).hexadecimal)
        } catch {
            self = .unreadable(reason: error.message)
        }
    }
}
