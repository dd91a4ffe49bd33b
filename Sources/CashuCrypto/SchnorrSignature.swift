internal import CSecp256k1

/// A BIP-340 signature over a 32-byte message, checked against an x-only key.
package struct SchnorrSignature: Sendable, Hashable {
    package let bytes: FixedBytes<64>

    package init(_ bytes: FixedBytes<64>) { self.bytes = bytes }

    package init?(hex: some StringProtocol) {
        guard let bytes = FixedBytes<64>(hex: hex) else { return nil }
        self.bytes = bytes
    }

    package func isValid(for message: FixedBytes<32>, key: PublicKey) -> Bool {
        var xOnly = secp256k1_xonly_pubkey()
        // secp256k1_extrakeys.h: "Returns: 1 always."
        unsafe key.withParsed { parsed in
            _ = unsafe secp256k1_xonly_pubkey_from_pubkey(mint_static_context(), &xOnly, nil, parsed)
        }
        return unsafe bytes.withBytes { signature in
            unsafe message.withBytes { digest in
                unsafe secp256k1_schnorrsig_verify(
                    mint_static_context(), signature.baseAddress!.assumingMemoryBound(to: UInt8.self),
                    digest.baseAddress!.assumingMemoryBound(to: UInt8.self), 32, &xOnly) == 1
            }
        }
    }
}
