/// A strict, incremental JSON parser (RFC 8259): bytes go in as they arrive, events come out.
///
/// Its memory is bounded by the longest string of the text and its depth, whatever the length of the text. A byte order
/// mark, invalid UTF-8, lone surrogate escapes and anything after the value are errors.
public struct JSONEventParser: Sendable {
    private enum State {
        case value, arrayStart, objectStart, memberName, colon, afterValue, done
        case string, escape, unicodeEscape, number, word
    }

    private let depthLimit: Int
    private var state = State.value
    /// One entry an open container: true for an object.
    private var containers: [Bool] = []
    private var scratch: [UInt8] = []
    private var tokenIsName = false
    private var tokenStart = SourcePosition.start
    private var line = 1
    private var column = 1
    private var unit: UInt32 = 0
    private var unitDigits = 0
    private var highSurrogate: UInt32?
    /// Events are held back while the depth is above this.
    private var skipAbove: Int?
    private var skipNextValue = false
    private var seenFirstByte = false

    /// Makes a parser that refuses more than `depthLimit` containers inside one another.
    public init(depthLimit: Int = 512) {
        self.depthLimit = depthLimit
        scratch.reserveCapacity(256)
    }

    /// Where the next byte stands.
    public var position: SourcePosition { SourcePosition(line: line, column: column) }

    /// Whether a whole value has been read; only white space may follow.
    public var isComplete: Bool { state == .done }

    /// Takes the next bytes of the text.
    ///
    /// - Throws: `JSONSyntaxError`, or what the receiver throws. The parser cannot be used after that.
    public mutating func feed(
        _ bytes: UnsafeBufferPointer<UInt8>, to receiver: inout some JSONEventReceiver
    ) throws {
        var index = 0
        let count = bytes.count
        while index < count {
            if state == .string {
                index = copyPlainRun(bytes, from: index)
                if index == count { return }
            }
            let byte = bytes[index]
            if try consume(byte, &receiver) {
                index += 1
                advance(over: byte)
            }
        }
    }

    /// Says that the text has ended.
    public mutating func finish(_ receiver: inout some JSONEventReceiver) throws {
        if state == .number { try endNumber(&receiver) }
        if state == .word { try endWord(&receiver) }
        guard state == .done else {
            let what = containers.isEmpty ? "a value" : containers.last == true ? "'}'" : "']'"
            throw JSONSyntaxError(
                .unexpectedEnd, at: position,
                seenFirstByte ? "the text ends before \(what) is complete" : "the document is empty")
        }
    }

    private mutating func advance(over byte: UInt8) {
        if byte == 0x0A {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    /// Copies what needs no decision inside a string, and returns the index of what does.
    private mutating func copyPlainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        var continuation = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
            if byte & 0xC0 == 0x80 { continuation += 1 }
            index += 1
        }
        // After the first half of a surrogate pair only its second half may follow: `consumeInString` decides.
        guard index > start, highSurrogate == nil else { return start }
        if !isSkipping { scratch.append(contentsOf: bytes[start..<index]) }
        column += index - start - continuation
        return index
    }

    private var isSkipping: Bool { skipAbove != nil }

    /// Takes one byte; false means that it must be looked at again in the new state.
    private mutating func consume(_ byte: UInt8, _ receiver: inout some JSONEventReceiver) throws -> Bool {
        switch state {
        case .string:
            try consumeInString(byte, &receiver)
            return true
        case .escape:
            try consumeEscape(byte)
            return true
        case .unicodeEscape:
            try consumeHexDigit(byte)
            return true
        case .number:
            if Self.isNumberByte(byte) {
                scratch.append(byte)
                return true
            }
            try endNumber(&receiver)
            return false
        case .word:
            if Self.isWordByte(byte) {
                scratch.append(byte)
                return true
            }
            try endWord(&receiver)
            return false
        case .value, .arrayStart, .objectStart, .memberName, .colon, .afterValue, .done:
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { return true }
            if !seenFirstByte {
                seenFirstByte = true
                if byte == 0xEF || byte == 0xFE || byte == 0xFF {
                    throw JSONSyntaxError(
                        .byteOrderMark, at: position, "the document begins with a byte order mark or is not UTF-8",
                        hint: "save it as UTF-8 without a byte order mark")
                }
            }
            try consumeStructure(byte, &receiver)
            return true
        }
    }

    private mutating func consumeStructure(_ byte: UInt8, _ receiver: inout some JSONEventReceiver) throws {
        switch (state, byte) {
        case (.objectStart, UInt8(ascii: "}")), (.arrayStart, UInt8(ascii: "]")):
            try endContainer(byte, &receiver)
        case (.objectStart, UInt8(ascii: "\"")), (.memberName, UInt8(ascii: "\"")):
            beginToken(.string, isName: true)
        case (.colon, UInt8(ascii: ":")):
            state = .value
        case (.afterValue, UInt8(ascii: ",")):
            state = containers.last == true ? .memberName : .value
        case (.afterValue, UInt8(ascii: "}")), (.afterValue, UInt8(ascii: "]")):
            try endContainer(byte, &receiver)
        case (.value, _), (.arrayStart, _):
            try beginValue(byte, &receiver)
        default:
            throw unexpected(byte)
        }
    }

    private mutating func beginValue(_ byte: UInt8, _ receiver: inout some JSONEventReceiver) throws {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard containers.count < depthLimit else {
                throw JSONSyntaxError(
                    .depthLimit, at: position, "more than \(depthLimit) objects and arrays inside one another")
            }
            let isObject = byte == UInt8(ascii: "{")
            containers.append(isObject)
            state = isObject ? .objectStart : .arrayStart
            let holdsBack = isSkipping
            let skipsThis = takeSkip(depth: containers.count - 1)
            if !holdsBack, !skipsThis {
                if try receiver.receive(isObject ? .beginObject : .beginArray, at: position) == .skip {
                    skipAbove = containers.count - 1
                }
            }
        case UInt8(ascii: "\""):
            beginToken(.string, isName: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            beginToken(.number, isName: false)
            scratch.append(byte)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            beginToken(.word, isName: false)
            scratch.append(byte)
        default:
            throw unexpected(byte)
        }
    }

    private mutating func beginToken(_ newState: State, isName: Bool) {
        state = newState
        tokenIsName = isName
        tokenStart = position
        scratch.removeAll(keepingCapacity: true)
    }

    private mutating func endContainer(_ byte: UInt8, _ receiver: inout some JSONEventReceiver) throws {
        guard let isObject = containers.last, (byte == UInt8(ascii: "}")) == isObject else { throw unexpected(byte) }
        containers.removeLast()
        state = containers.isEmpty ? .done : .afterValue
        if let limit = skipAbove {
            if containers.count == limit { skipAbove = nil }
        } else {
            _ = try receiver.receive(isObject ? .endObject : .endArray, at: position)
        }
    }

    /// Turns a wish to skip the next value into skipping, if there is one.
    private mutating func takeSkip(depth: Int) -> Bool {
        guard skipNextValue else { return false }
        skipNextValue = false
        skipAbove = depth
        return true
    }

    private mutating func scalar(_ event: JSONEvent, _ receiver: inout some JSONEventReceiver) throws {
        state = containers.isEmpty ? .done : .afterValue
        if isSkipping { return }
        if skipNextValue {
            skipNextValue = false
            return
        }
        _ = try receiver.receive(event, at: tokenStart)
    }

    // MARK: Strings

    private mutating func consumeInString(_ byte: UInt8, _ receiver: inout some JSONEventReceiver) throws {
        if highSurrogate != nil, byte != UInt8(ascii: "\\") { throw loneSurrogate() }
        switch byte {
        case UInt8(ascii: "\"") where isSkipping:
            state = tokenIsName ? .colon : .afterValue
        case UInt8(ascii: "\""):
            // The general way costs ten times as much, and most strings are ASCII.
            let isASCII = scratch.allSatisfy { $0 < 0x80 }
            guard
                let text = isASCII
                    ? String(decoding: scratch, as: UTF8.self) : String(validating: scratch, as: UTF8.self)
            else {
                throw JSONSyntaxError(.invalidUTF8, at: tokenStart, "the string is not valid UTF-8")
            }
            if tokenIsName {
                state = .colon
                if try receiver.receive(.key(text), at: tokenStart) == .skip { skipNextValue = true }
            } else {
                try scalar(.string(text), &receiver)
            }
        case UInt8(ascii: "\\"):
            state = .escape
        default:
            throw JSONSyntaxError(
                .controlCharacter, at: position, "a control character inside a string",
                hint: byte == 0x0A ? "is the closing '\"' missing? A line break is written \\n" : nil)
        }
    }

    private mutating func consumeEscape(_ byte: UInt8) throws {
        if byte == UInt8(ascii: "u") {
            state = .unicodeEscape
            unit = 0
            unitDigits = 0
            return
        }
        if highSurrogate != nil { throw loneSurrogate() }
        let plain: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = byte
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        default:
            throw JSONSyntaxError(
                .invalidEscape, at: position, "no such escape sequence",
                hint: "JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits")
        }
        scratch.append(plain)
        state = .string
    }

    private mutating func consumeHexDigit(_ byte: UInt8) throws {
        let digit: UInt32
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt32(byte - UInt8(ascii: "A") + 10)
        default:
            throw JSONSyntaxError(.invalidEscape, at: position, "\\u needs four hexadecimal digits")
        }
        unit = unit << 4 | digit
        unitDigits += 1
        guard unitDigits == 4 else { return }
        state = .string
        switch (highSurrogate, unit) {
        case (nil, 0xD800...0xDBFF): highSurrogate = unit
        case (let high?, 0xDC00...0xDFFF):
            highSurrogate = nil
            append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00))
        case (nil, 0xDC00...0xDFFF), (.some, _): throw loneSurrogate()
        case (nil, _): append(unit)
        }
    }

    private mutating func append(_ scalar: UInt32) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        scratch.append(contentsOf: String(scalar).utf8)
    }

    private func loneSurrogate() -> JSONSyntaxError {
        JSONSyntaxError(.loneSurrogate, at: position, "half of a surrogate pair is not a character")
    }

    // MARK: Numbers and words

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private mutating func endNumber(_ receiver: inout some JSONEventReceiver) throws {
        let text = String(decoding: scratch, as: UTF8.self)
        guard JSONNumber.isValid(scratch) else {
            // A long text may be a secret that lacks its quotes.
            let shown = text.utf8.count <= 8 ? "'\(text)'" : "the text"
            throw JSONSyntaxError(
                .invalidNumber, at: tokenStart, "\(shown) is not a JSON number",
                hint: text.hasPrefix("0") ? "no leading zeros" : text == "-Infinity" ? "it has no infinity" : nil)
        }
        try scalar(.number(literal: text), &receiver)
    }

    private mutating func endWord(_ receiver: inout some JSONEventReceiver) throws {
        let word = String(decoding: scratch, as: UTF8.self)
        switch word {
        case "true": try scalar(.bool(true), &receiver)
        case "false": try scalar(.bool(false), &receiver)
        case "null": try scalar(.null, &receiver)
        default:
            let known = ["true": "true", "false": "false", "null": "null", "none": "null", "nil": "null"]
            throw JSONSyntaxError(
                .unexpectedCharacter, at: tokenStart,
                // Any other word may be a secret that lacks its quotes.
                known[word.lowercased()] == nil ? "a word without quotes" : "'\(word)' is not a JSON value",
                hint: known[word.lowercased()].map { "did you mean \($0)?" } ?? "strings need '\"' around them")
        }
    }

    private func unexpected(_ byte: UInt8) -> JSONSyntaxError {
        let wanted =
            switch state {
            case .value: "a value"
            case .arrayStart: "a value or ']'"
            case .objectStart: "a member name or '}'"
            case .memberName: "a member name"
            case .colon: "':'"
            case .afterValue: containers.last == true ? "',' or '}'" : "',' or ']'"
            default: "the end of the document"
            }
        let hint: String? =
            switch byte {
            case UInt8(ascii: "'"): "JSON strings need '\"'"
            case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments"
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                state == .memberName || state == .value ? "is there a ',' too many before it?" : nil
            case UInt8(ascii: "\""): state == .afterValue ? "is there a ',' missing before it?" : nil
            default: nil
            }
        let shown = (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "a byte \(byte)"
        let code: JSONSyntaxError.Code = state == .done ? .trailingCharacters : .unexpectedCharacter
        return JSONSyntaxError(code, at: position, "expected \(wanted), found \(shown)", hint: hint)
    }
}
