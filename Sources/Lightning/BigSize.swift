/// The integers of BOLT #1 that frame a TLV stream: one byte, or a mark and two, four or eight, in the shortest form.
enum BigSize {
    /// Takes one off the front; `nil` when it is cut off or not in its shortest form.
    static func take(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        guard let first = bytes.popFirst() else { return nil }
        let (count, least): (Int, UInt64)
        switch first {
        case 0xfd: (count, least) = (2, 0xfd)
        case 0xfe: (count, least) = (4, 0x1_0000)
        case 0xff: (count, least) = (8, 0x1_0000_0000)
        default: return UInt64(first)
        }
        guard bytes.count >= count else { return nil }
        let number = bytes.prefix(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        bytes = bytes.dropFirst(count)
        return number >= least ? number : nil
    }

    static func bytes(_ number: UInt64) -> [UInt8] {
        let (mark, count): (UInt8, UInt64)
        switch number {
        case ..<0xfd: return [UInt8(number)]
        case ..<0x1_0000: (mark, count) = (0xfd, 2)
        case ..<0x1_0000_0000: (mark, count) = (0xfe, 4)
        default: (mark, count) = (0xff, 8)
        }
        return [mark] + (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }
}
