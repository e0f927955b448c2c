/// The members of a JSON object, each name once, kept in ascending order of their names' UTF-8 bytes.
///
/// The order makes every output deterministic. A look-up takes O(log n); adding in ascending order takes O(1).
public struct JSONObject: Hashable, Sendable {
    /// One member.
    public struct Member: Hashable, Sendable {
        /// The member's name.
        public let key: String
        /// The member's value.
        public var value: JSONValue
    }

    private var members: [Member] = []

    /// Makes an object without members.
    public init() {}

    /// Makes an object of the members of a dictionary.
    public init(_ dictionary: [String: JSONValue]) {
        members = dictionary.map { Member(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
    }

    /// The value of a member; setting `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get {
            let (index, found) = position(of: key)
            return found ? members[index].value : nil
        }
        set {
            let (index, found) = position(of: key)
            switch (newValue, found) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// The names, ascending.
    public var keys: [String] { members.map(\.key) }

    private func position(of key: String) -> (index: Int, found: Bool) {
        if let last = members.last, last.key < key { return (members.count, false) }
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < members.count && members[low].key == key)
    }
}

extension JSONObject: RandomAccessCollection {
    /// The index of the first member.
    public var startIndex: Int { 0 }
    /// One past the index of the last member.
    public var endIndex: Int { members.count }
    /// The member at an index, in ascending order of names.
    public subscript(index: Int) -> Member { members[index] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object; of two members with one name the last counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}
