extension Duration {
    /// The time for people, in the largest unit that divides it: `7 d`, `36 h`, `90 s`, `1500 ms`.
    var words: String {
        let (seconds, attoseconds) = components
        guard attoseconds == 0 else { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms" }
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("min", 60)]
        where seconds >= size && seconds % size == 0 {
            return "\(seconds / size) \(unit)"
        }
        return "\(seconds) s"
    }
}
