/// The profiles of `~/.aws/credentials` and `~/.aws/config` (AWS SDKs and Tools Reference Guide, "Format of the shared config and
/// credentials files").
struct AWSProfiles: Sendable {
    /// The settings of each profile by name; those of the credentials file come first.
    private var profiles: [String: [String: String]] = [:]

    /// Reads the texts of both files; `nil`: there is none.
    init(credentials: String?, config: String?) {
        for (section, settings) in Self.sections(config ?? "") {
            // Only the default profile is written without the word.
            let words = section.split(whereSeparator: \.isWhitespace)
            if words == ["default"] {
                profiles["default", default: [:]].merge(settings) { $1 }
            } else if words.count == 2, words[0] == "profile" {
                profiles[String(words[1]), default: [:]].merge(settings) { $1 }
            }
        }
        for (section, settings) in Self.sections(credentials ?? "") {
            profiles[section, default: [:]].merge(settings) { $1 }
        }
    }

    /// A profile's settings; `nil`: there is no such profile.
    subscript(name: String) -> [String: String]? { profiles[name] }

    private static func sections(_ text: String) -> [(name: String, settings: [String: String])] {
        var sections: [(name: String, settings: [String: String])] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = trim(line)
            guard let first = trimmed.first, first != "#", first != ";" else { continue }
            if first == "[", let end = trimmed.firstIndex(of: "]") {
                sections.append((String(trim(trimmed[trimmed.index(after: trimmed.startIndex)..<end])), [:]))
                continue
            }
            // An indented line belongs to a nested setting, none of which is asked for here.
            guard line.first?.isWhitespace == false, !sections.isEmpty, let sign = trimmed.firstIndex(of: "=") else {
                continue
            }
            let name = trim(trimmed[..<sign]).lowercased()
            sections[sections.count - 1].settings[name] = String(trim(trimmed[trimmed.index(after: sign)...]))
        }
        return sections
    }

    private static func trim(_ text: Substring) -> Substring {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return text[start..<end]
    }
}
