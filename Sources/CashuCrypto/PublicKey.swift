package import CSecp256k1

/// A point of secp256k1 other than infinity. Its bytes were checked to be on the curve when it was made.
///
/// Identity is the 33 bytes of compressed SEC1. The library's parsed form is kept beside them, so a point that travels
/// through several operations is decompressed (a square root, about 5 µs) only once.
package struct PublicKey: Sendable {
    package let bytes: FixedBytes<33>
    private let parsed: secp256k1_pubkey

    /// `nil` unless the bytes are a compressed SEC1 point (NUT-00): 02 or 03, then an x that has a point on the curve.
    package init?(_ bytes: FixedBytes<33>) {
        var parsed = secp256k1_pubkey()
        let found = unsafe bytes.withBytes { buffer in
            // secp256k1.h: "Returns: 1 if the public key was fully valid." Compressed keys start with 2 or 3; the 33
            // bytes leave it no other form.
            unsafe secp256k1_ec_pubkey_parse(
                mint_static_context(), &parsed, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), 33)
        }
        guard found == 1 else { return nil }
        self.bytes = bytes
        self.parsed = parsed
    }

    package init?(_ bytes: some Collection<UInt8>) {
        guard let fixed = FixedBytes<33>(bytes) else { return nil }
        self.init(fixed)
    }

    package init?(hex: some StringProtocol) {
        guard let fixed = FixedBytes<33>(hex: hex) else { return nil }
        self.init(fixed)
    }

    /// From the 65 bytes of uncompressed SEC1, which need no square root to check.
    package init?(uncompressed: FixedBytes<65>) {
        // The library also reads the hybrid form (06 and 07), which nobody writes.
        guard uncompressed[0] == 0x04 else { return nil }
        var parsed = secp256k1_pubkey()
        let found = unsafe uncompressed.withBytes { buffer in
            unsafe secp256k1_ec_pubkey_parse(
                mint_static_context(), &parsed, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), 65)
        }
        guard found == 1 else { return nil }
        self.init(parsed: parsed)
    }

    package init(parsed: secp256k1_pubkey) {
        self.parsed = parsed
        bytes = Self.serialize(parsed, flags: UInt32(SECP256K1_EC_COMPRESSED))
    }

    package var hex: String { bytes.hex }

    /// 65 bytes: 04, x, y.
    package var uncompressed: FixedBytes<65> {
        Self.serialize(parsed, flags: UInt32(SECP256K1_EC_UNCOMPRESSED))
    }

    /// The x coordinate, which is the whole key of BIP-340.
    package var xOnly: FixedBytes<32> { FixedBytes { bytes[$0 + 1] } }

    /// Lends the library's form to a call into it.
    package func withParsed<R>(_ body: (UnsafePointer<secp256k1_pubkey>) -> R) -> R {
        unsafe withUnsafePointer(to: parsed) { unsafe body($0) }
    }

    private static func serialize<let n: Int>(_ parsed: secp256k1_pubkey, flags: UInt32) -> FixedBytes<n> {
        var serialized = FixedBytes<n>()
        var length = n
        unsafe serialized.withMutableBytes { buffer in
            unsafe withUnsafePointer(to: parsed) { key in
                // secp256k1.h: "Returns: 1 always."
                _ = unsafe secp256k1_ec_pubkey_serialize(
                    mint_static_context(), buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), &length, key,
                    flags)
            }
        }
        precondition(length == n, "the flags choose the length of a serialized key")
        return serialized
    }
}

extension PublicKey: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension PublicKey: CustomStringConvertible {
    package var description: String { hex }
}
