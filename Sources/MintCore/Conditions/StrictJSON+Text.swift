internal import CashuCrypto

extension StrictJSON {
    /// A string's text in UTF-8, its escapes resolved.
    mutating func text() throws(MalformedJSON) -> [UInt8] {
        guard takes(UInt8(ascii: "\"")) else { throw MalformedJSON() }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw MalformedJSON()
            default: text.append(byte)
            }
        }
        throw MalformedJSON()
    }

    private mutating func escape() throws(MalformedJSON) -> Character {
        guard position < bytes.count else { throw MalformedJSON() }
        let character = bytes[position]
        position += 1
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(character))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try escapedScalar())
        default: throw MalformedJSON()
        }
    }

    /// RFC 8259 §7: a character beyond the first plane is a pair of surrogates, and neither stands alone.
    private mutating func escapedScalar() throws(MalformedJSON) -> Unicode.Scalar {
        let unit = try escapedUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xd800..<0xdc00).contains(unit), bytes[position...].starts(with: #"\u"#.utf8) else {
            throw MalformedJSON()
        }
        position += 2
        let low = try escapedUnit()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + UInt32(low) - 0xdc00)
        else { throw MalformedJSON() }
        return scalar
    }

    private mutating func escapedUnit() throws(MalformedJSON) -> UInt16 {
        guard position + 4 <= bytes.count,
            let pair = Hex.decode(digits: bytes[position..<position + 4], maximumBytes: 2)
        else { throw MalformedJSON() }
        position += 4
        return UInt16(pair[0]) << 8 | UInt16(pair[1])
    }
}
