/// One step of a BIP-32 path: an index below 2^31, hardened or not.
struct DerivationStep {
    private static let hardenedBit: UInt32 = 1 << 31

    /// As BIP-32 serialises it: hardened steps have the highest bit.
    let number: UInt32

    init(_ index: UInt32) throws(DerivationError) {
        guard index < Self.hardenedBit else { throw .indexOutOfRange }
        number = index
    }

    init(hardened index: UInt32) throws(DerivationError) {
        guard index < Self.hardenedBit else { throw .indexOutOfRange }
        number = index | Self.hardenedBit
    }

    var isHardened: Bool { number & Self.hardenedBit != 0 }
}
