extension StringProtocol {
    /// This text on one line and without control characters: what a server says must not steer a terminal or a log.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
