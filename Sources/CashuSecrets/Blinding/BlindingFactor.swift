package import CashuCrypto

/// `r` of NUT-00. It travels inside tokens (NUT-12), so it is a value like any other.
package struct BlindingFactor: Sendable, Hashable {
    /// Big-endian.
    package let bytes: FixedBytes<32>

    /// `nil` for zero or a number not below the order of the group.
    package init?(_ bytes: FixedBytes<32>) {
        let isValid = unsafe bytes.withBytes {
            unsafe Scalar.isValid($0.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
        guard isValid else { return nil }
        self.bytes = bytes
    }

    /// For outputs whose secret is not derived from the seed, such as spending conditions.
    package static func random() -> BlindingFactor {
        while true {
            if let factor = BlindingFactor(.random()) { return factor }
        }
    }

    /// `r·G`.
    var point: PublicKey {
        let point = unsafe bytes.withBytes {
            unsafe GeneratorContext.shared.publicKey(of: $0.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
        guard let point else { preconditionFailure("a blinding factor was valid when it was made") }
        return point
    }
}

extension BlindingFactor: CustomStringConvertible, CustomDebugStringConvertible {
    // Whoever knows r can link the coin to its minting.
    package var description: String { "BlindingFactor" }
    package var debugDescription: String { description }
}
