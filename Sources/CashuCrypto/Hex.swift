/// Hexadecimal text. Writing is lower case; reading takes either case (NUT-00).
package enum Hex {
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            digits.append(digit(byte >> 4))
            digits.append(digit(byte & 0x0f))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// `nil` for an odd number of digits, a character that is not one, or more than `maximumBytes` bytes.
    package static func decode(_ text: some StringProtocol, maximumBytes: Int) -> [UInt8]? {
        let digits = text.utf8
        guard digits.count.isMultiple(of: 2), digits.count / 2 <= maximumBytes else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for character in digits {
            guard let nibble = value(character) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | nibble)
                high = nil
            } else {
                high = nibble
            }
        }
        return bytes
    }

    /// Without a branch, so that the time does not depend on what is written: from 10 on the letters, 39 further on.
    private static func digit(_ nibble: UInt8) -> UInt8 {
        UInt8(ascii: "0") + nibble + ((nibble + 6) >> 4) * 39
    }

    static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
