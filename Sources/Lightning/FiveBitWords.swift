/// Regrouping between bytes and the five-bit words that bech32 carries.
package enum FiveBitWords {
    /// `nil` when the bits that are left over are a whole word or not zero: then two texts would mean the same bytes.
    package static func bytes(_ words: some Collection<UInt8>) -> [UInt8]? {
        let (bytes, rest, restBits) = regroup(words)
        return restBits < 5 && rest == 0 ? bytes : nil
    }

    /// With zero bits appended up to a whole byte, as the signature of BOLT #11 wants it.
    static func paddedBytes(_ words: some Collection<UInt8>) -> [UInt8] {
        var (bytes, rest, restBits) = regroup(words)
        if restBits > 0 { bytes.append(rest << (8 - restBits)) }
        return bytes
    }

    /// With zero bits appended up to a whole word.
    package static func words(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var words: [UInt8] = []
        words.reserveCapacity((bytes.count * 8 + 4) / 5)
        var pending: UInt16 = 0
        var pendingBits = 0
        for byte in bytes {
            pending = pending << 8 | UInt16(byte)
            pendingBits += 8
            while pendingBits >= 5 {
                pendingBits -= 5
                words.append(UInt8(pending >> pendingBits) & 31)
                pending &= (1 << pendingBits) - 1
            }
        }
        if pendingBits > 0 { words.append(UInt8(pending << (5 - pendingBits)) & 31) }
        return words
    }

    /// Big-endian; `nil` above 64 bits.
    static func number(_ words: some Collection<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for word in words {
            guard number >> 59 == 0 else { return nil }
            number = number << 5 | UInt64(word)
        }
        return number
    }

    /// Big-endian in exactly `count` words; `nil` when they do not hold it.
    static func words(number: UInt64, count: Int) -> [UInt8]? {
        let shortest = words(number: number)
        guard shortest.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - shortest.count) + shortest
    }

    /// Big-endian in as few words as hold it: none for zero.
    static func words(number: UInt64) -> [UInt8] {
        var words: [UInt8] = []
        var rest = number
        while rest > 0 {
            words.append(UInt8(rest & 31))
            rest >>= 5
        }
        return words.reversed()
    }

    private static func regroup(_ words: some Collection<UInt8>) -> (bytes: [UInt8], rest: UInt8, restBits: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * 5 / 8 + 1)
        var pending: UInt16 = 0
        var pendingBits = 0
        for word in words {
            pending = pending << 5 | UInt16(word)
            pendingBits += 5
            if pendingBits >= 8 {
                pendingBits -= 8
                bytes.append(UInt8(pending >> pendingBits))
                pending &= (1 << pendingBits) - 1
            }
        }
        return (bytes, UInt8(pending), pendingBits)
    }
}
