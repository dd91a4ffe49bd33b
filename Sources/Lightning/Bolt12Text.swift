/// The texts of BOLT #12: bech32 without a checksum, all of one case. A `+` between two characters, with white space
/// after it, joins the lines that a long text was broken into.
package enum Bolt12Text {
    /// - Parameter prefix: in lower case, such as `lno`.
    /// - Returns: the text in its plain form, lower case and in one piece, and the bytes it stands for.
    package static func decode(
        _ text: String, prefix: String, maximumBytes: Int
    ) throws(Bolt12Error) -> (text: String, bytes: [UInt8]) {
        guard text.utf8.count <= maximumBytes else { throw .tooLong(maximum: maximumBytes) }
        let characters = try joined(Array(text.utf8))
        let start = Array((prefix + "1").utf8)
        guard characters.starts(with: start) else { throw .wrongPrefix(expected: prefix) }
        var words: [UInt8] = []
        words.reserveCapacity(characters.count)
        for character in characters.dropFirst(start.count) {
            guard character < 128, Bech32.values[Int(character)] < 32 else { throw .notBech32 }
            words.append(Bech32.values[Int(character)])
        }
        guard let bytes = FiveBitWords.bytes(words) else { throw .notBech32 }
        return (String(decoding: characters, as: UTF8.self), bytes)
    }

    package static func encode(_ bytes: [UInt8], prefix: String) -> String {
        prefix + "1" + String(decoding: FiveBitWords.words(bytes).map { Bech32.alphabet[Int($0)] }, as: UTF8.self)
    }

    /// In lower case and in one piece.
    private static func joined(_ text: [UInt8]) throws(Bolt12Error) -> [UInt8] {
        var joined: [UInt8] = []
        joined.reserveCapacity(text.count)
        var (hasUpper, hasLower, isJoining) = (false, false, false)
        for character in text {
            switch character {
            case UInt8(ascii: "+") where !isJoining && !joined.isEmpty: isJoining = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard isJoining else { throw .notBech32 }
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                (hasUpper, isJoining) = (true, false)
                joined.append(character | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                (hasLower, isJoining) = (true, false)
                joined.append(character)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                isJoining = false
                joined.append(character)
            default: throw .notBech32
            }
        }
        guard !isJoining, !(hasUpper && hasLower) else { throw .notBech32 }
        return joined
    }
}
