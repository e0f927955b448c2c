import Documents

extension CountingProxy.Answer {
    /// A refusal as an API server words it, with a `Status` for its body.
    ///
    /// - Parameters:
    ///   - reason: `Forbidden`, `Conflict`…
    ///   - times: How many requests get it; for ever unless told.
    public static func refusal(
        _ status: Int, _ reason: String, to method: String, pathContaining path: String,
        headers: [String: String] = [:], times: Int = 1_000_000
    ) -> Self {
        let body: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": .string(reason), "message": "no",
            "code": .integer(Int64(status)),
        ]
        return Self(
            status, to: method, pathContaining: path, headers: headers, body: body.text(), times: times)
    }
}
