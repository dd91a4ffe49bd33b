/// The feature bits of an invoice (BOLT #9, context `9`). An even bit is a demand, an odd one an offer.
package struct Bolt11Features: Sendable, Hashable {
    /// Ascending.
    package let bits: [Int]

    package init(bits: some Sequence<Int>) {
        self.bits = Set(bits).sorted()
    }

    /// What every payer of today supports: `var_onion_optin` and `payment_secret`, demanded.
    package static let ordinary = Self(bits: [8, 14])

    package func contains(_ bit: Int) -> Bool { bits.contains(bit) }

    /// Demands that ordinary nodes meet: `var_onion_optin`, `payment_secret`, `basic_mpp`, `option_route_blinding`,
    /// `option_payment_metadata`. Bit 30 (AMP) is left out on purpose: such an invoice has no hash of its own that
    /// could be paid at most once.
    private static let known: Set<Int> = [8, 14, 16, 24, 48]

    /// The lowest even bit that is set and not known. BOLT #11: such an invoice MUST NOT be paid.
    var unknownDemand: Int? { bits.first { $0.isMultiple(of: 2) && !Self.known.contains($0) } }

    init(words: some BidirectionalCollection<UInt8>) {
        var bits: [Int] = []
        for (position, word) in words.reversed().enumerated() {
            for bit in 0..<5 where word >> UInt8(bit) & 1 == 1 { bits.append(5 * position + bit) }
        }
        self.bits = bits
    }

    /// As few as hold the highest bit; none for the empty set. `nil` when a field cannot hold it.
    func words(maximum: Int) -> [UInt8]? {
        guard let highest = bits.last, let lowest = bits.first else { return [] }
        guard lowest >= 0, highest / 5 < maximum else { return nil }
        var words = [UInt8](repeating: 0, count: highest / 5 + 1)
        for bit in bits { words[words.count - 1 - bit / 5] |= 1 << UInt8(bit % 5) }
        return words
    }
}
