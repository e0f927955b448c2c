/// Finds where a text stops being UTF-8.
enum UTF8Validation {
    /// The offset of the first byte that does not belong to a character (Unicode, table 3-7); `nil`: all is well.
    static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                let byte = text[index]
                if byte < 0x80 {
                    index += 1
                    continue
                }
                let length: Int
                let second: ClosedRange<UInt8>
                switch byte {
                case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
                case 0xE0: (length, second) = (3, 0xA0...0xBF)
                case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
                case 0xED: (length, second) = (3, 0x80...0x9F)
                case 0xF0: (length, second) = (4, 0x90...0xBF)
                case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
                case 0xF4: (length, second) = (4, 0x80...0x8F)
                default: return index
                }
                guard index + length <= text.count, second.contains(text[index + 1]) else { return index }
                for offset in 2..<max(2, length) where text[index + offset] & 0xC0 != 0x80 { return index }
                index += length
            }
            return nil
        }
    }
}
