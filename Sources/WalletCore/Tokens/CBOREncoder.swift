/// Writes what tokens and payment requests need as CBOR (RFC 8949), each number in its shortest form.
struct CBOREncoder {
    private(set) var bytes: [UInt8] = []

    mutating func unsigned(_ number: UInt64) { head(0, number) }

    mutating func bytes(_ value: [UInt8]) {
        head(2, UInt64(value.count))
        bytes += value
    }

    mutating func text(_ value: String) {
        head(3, UInt64(value.utf8.count))
        bytes += value.utf8
    }

    mutating func flag(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }

    /// The elements follow.
    mutating func array(count: Int) { head(4, UInt64(count)) }

    /// The members, key and value in turn, follow.
    mutating func map(count: Int) { head(5, UInt64(count)) }

    private mutating func head(_ kind: UInt8, _ argument: UInt64) {
        let kind = kind << 5
        switch argument {
        case 0..<24: bytes.append(kind | UInt8(argument))
        case 24...0xff: append(kind | 24, argument, count: 1)
        case 0x100...0xffff: append(kind | 25, argument, count: 2)
        case 0x1_0000...0xffff_ffff: append(kind | 26, argument, count: 4)
        default: append(kind | 27, argument, count: 8)
        }
    }

    private mutating func append(_ first: UInt8, _ number: UInt64, count: Int) {
        bytes.append(first)
        for position in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * position))) }
    }
}
