import Documents

extension Provenance {
    /// A short form for people that names the spec's file, as compilers do: `spec.json:31:19 writers[0].limit.memory`.
    public func description(inFile file: String) -> String {
        switch self {
        case .spec(let path, let position?): "\(file):\(position) \(path)"
        case .spec(let path, nil): "\(file) \(path)"
        default: description
        }
    }
}
