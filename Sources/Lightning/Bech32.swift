/// Bech32 (BIP-173) and bech32m (BIP-350) without their limit of 90 characters, as BOLT #11 and Cashu's NUT-26 use them.
package enum Bech32 {
    /// What the checksum comes to.
    package enum Variant: UInt32, Sendable {
        case bech32 = 1
        case bech32m = 0x2bc8_30a3
    }

    /// A word is five bits, 0 to 31.
    package struct Decoded {
        /// Lower case.
        package let prefix: String
        /// Without the checksum.
        package let words: [UInt8]
    }

    static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    /// Position in `alphabet` by ASCII code of the lower-case letter; 255 for what is not in it.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 128)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    private static let checksumWords = 6

    /// All of one case; the last `1` separates; at least one character before it and a right checksum after it.
    package static func decode(
        _ text: String, maximumCharacters: Int, _ variant: Variant = .bech32
    ) throws(Bech32Error) -> Decoded {
        guard text.utf8.count <= maximumCharacters else { throw .tooLong(maximum: maximumCharacters) }
        let lowered = try lowercased(Array(text.utf8))
        guard let separator = lowered.lastIndex(of: UInt8(ascii: "1")) else { throw .noSeparator }
        guard separator > 0 else { throw .noPrefix }
        var words: [UInt8] = []
        words.reserveCapacity(lowered.count - separator)
        for position in (separator + 1)..<lowered.count {
            let value = values[Int(lowered[position])]
            guard value < 32 else { throw .invalidCharacter(position: position) }
            words.append(value)
        }
        let prefix = lowered[..<separator]
        guard words.count >= checksumWords, polymod(expand(prefix) + words) == variant.rawValue else {
            throw .wrongChecksum
        }
        return Decoded(
            prefix: String(decoding: prefix, as: UTF8.self), words: Array(words.dropLast(checksumWords)))
    }

    /// `prefix` in lower case and printable ASCII; `words` below 32.
    package static func encode(prefix: String, words: [UInt8], _ variant: Variant = .bech32) -> String {
        let padded = expand(Array(prefix.utf8)[...]) + words + [UInt8](repeating: 0, count: checksumWords)
        let remainder = polymod(padded) ^ variant.rawValue
        let checksum = (0..<checksumWords).map { UInt8(truncatingIfNeeded: remainder >> (5 * (5 - $0))) & 31 }
        return prefix + "1" + String(decoding: (words + checksum).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    private static func lowercased(_ characters: [UInt8]) throws(Bech32Error) -> [UInt8] {
        var lowered = characters
        var hasUpper = false
        var hasLower = false
        for (position, character) in characters.enumerated() {
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                hasUpper = true
                lowered[position] = character | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
            case 33...126: break
            default: throw .invalidCharacter(position: position)
            }
        }
        guard !(hasUpper && hasLower) else { throw .mixedCase }
        return lowered
    }

    private static func expand(_ prefix: ArraySlice<UInt8>) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    private static func polymod(_ words: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        var checksum: UInt32 = 1
        for word in words {
            let top = checksum >> 25
            checksum = (checksum & 0x01ff_ffff) << 5 ^ UInt32(word)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { checksum ^= generator[bit] }
        }
        return checksum
    }
}

/// What is wrong with a text that should be bech32.
package enum Bech32Error: Error, Sendable, Hashable {
    case tooLong(maximum: Int)
    /// Counted from 0.
    case invalidCharacter(position: Int)
    case mixedCase
    case noSeparator
    case noPrefix
    case wrongChecksum
}

extension Bech32Error: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let maximum): "longer than \(maximum) characters"
        case .invalidCharacter(let position): "a character at position \(position) that bech32 does not have"
        case .mixedCase: "upper and lower case mixed"
        case .noSeparator: "no separator (1)"
        case .noPrefix: "nothing before the separator"
        case .wrongChecksum: "the checksum is wrong"
        }
    }
}
