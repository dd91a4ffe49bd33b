internal import Cashu

/// Where a string stands in the document: its bytes between the quotes.
struct JSONText {
    let range: Range<Int>
    /// Whether the bytes are not yet the text.
    let isEscaped: Bool
}

extension JSONReader {
    /// Reads a string, checking every escape.
    mutating func text() throws(NUTError) -> JSONText {
        guard next() == UInt8(ascii: "\"") else { throw refusal("a string is expected") }
        position += 1
        let start = position
        var isEscaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return JSONText(range: start..<position - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                _ = try escape()
            case 0..<0x20: throw refusal("a string has a control character")
            default: position += 1
            }
        }
        throw refusal("a string does not end")
    }

    /// The UTF-8 of the text: a view of the document unless something was escaped.
    func contents(_ text: JSONText) -> ArraySlice<UInt8> {
        guard text.isEscaped else { return bytes[text.range] }
        var reader = self
        reader.position = text.range.lowerBound
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.range.count)
        while reader.position < text.range.upperBound {
            if bytes[reader.position] == UInt8(ascii: "\\") {
                guard let scalar = try? reader.escape() else { preconditionFailure("escapes were checked") }
                decoded.append(contentsOf: String(Character(scalar)).utf8)
            } else {
                decoded.append(bytes[reader.position])
                reader.position += 1
            }
        }
        return decoded[...]
    }

    func string(_ text: JSONText) -> String { String(decoding: contents(text), as: UTF8.self) }

    /// By bytes: `String` compares by Unicode equivalence.
    func isSame(_ left: JSONText, _ right: JSONText) -> Bool {
        if !left.isEscaped, !right.isEscaped, left.range.count != right.range.count { return false }
        return contents(left) == contents(right)
    }

    private mutating func escape() throws(NUTError) -> Unicode.Scalar {
        position += 1
        guard position < bytes.count else { throw refusal("a string does not end") }
        let character = bytes[position]
        position += 1
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(character)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw refusal("a string has an unknown escape")
        }
    }

    /// RFC 8259 §7: a character beyond the first plane is a pair of surrogates, and neither stands alone.
    private mutating func escapedScalar() throws(NUTError) -> Unicode.Scalar {
        let unit = try escapedUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xd800..<0xdc00).contains(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw refusal("a string has half a surrogate pair") }
        position += 2
        let low = try escapedUnit()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + UInt32(low) - 0xdc00)
        else { throw refusal("a string has half a surrogate pair") }
        return scalar
    }

    private mutating func escapedUnit() throws(NUTError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw refusal("a string does not end") }
        var unit: UInt16 = 0
        for character in bytes[position..<position + 4] {
            guard let digit = hexDigit(character) else { throw refusal("a string has an unknown escape") }
            unit = unit << 4 | digit
        }
        position += 4
        return unit
    }

    private func hexDigit(_ character: UInt8) -> UInt16? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
