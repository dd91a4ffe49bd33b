package import Cashu
internal import CashuCrypto

/// NUT-13: the secrets and blinding factors that a wallet can derive again from its seed.
package final class DeterministicSecrets: Sendable {
    private let seed: Seed
    /// `m/129372'/0'`, for keysets of version 1.
    private let version1: ExtendedKey

    package init(seed: Seed) throws(DerivationError) {
        self.seed = seed
        version1 = try ExtendedKey(seed: seed).hardenedChild(129_372).hardenedChild(0)
    }

    /// What belongs to `counter` of a keyset.
    ///
    /// - Throws: `indexOutOfRange` for a counter of 2^31 or more with a keyset of version 1; `noKeyOnThisPath` when
    ///   this counter gives no blinding factor, after which the next one is to be used.
    package func output(
        _ keyset: KeysetID, counter: UInt64
    ) throws(DerivationError) -> (secret: Secret, r: BlindingFactor) {
        let (secret, factor) =
            switch keyset {
            case .version1(let id): try derived(id, counter)
            case .version2(let id): hashed(id, counter)
            }
        // NUT-13 reduces r modulo the order. A hash at or above it comes up once in 2^128 times: refusing it is as
        // good, and code that never runs need not be trusted.
        guard let r = BlindingFactor(factor) else { throw .noKeyOnThisPath }
        guard let secret = Secret(secret.hex) else { preconditionFailure("64 digits are a secret") }
        return (secret, r)
    }

    /// The private keys of `m/129372'/0'/keyset'/counter'/0` and `…/1`.
    private func derived(
        _ id: FixedBytes<8>, _ counter: UInt64
    ) throws(DerivationError) -> (FixedBytes<32>, FixedBytes<32>) {
        guard let counter = UInt32(exactly: counter) else { throw .indexOutOfRange }
        let node = try version1.hardenedChild(Self.keysetIndex(id)).hardenedChild(counter)
        let secret = try unsafe node.child(0).withScalar { scalar in FixedBytes<32> { unsafe scalar[$0] } }
        let r = try unsafe node.child(1).withScalar { scalar in FixedBytes<32> { unsafe scalar[$0] } }
        return (secret, r)
    }

    /// HMAC-SHA256 with the seed over domain, id, counter and the kind: 00 for the secret, 01 for r.
    private func hashed(_ id: FixedBytes<33>, _ counter: UInt64) -> (FixedBytes<32>, FixedBytes<32>) {
        var message = Array("Cashu_KDF_HMAC_SHA256".utf8) + id.bytes
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: counter >> shift))
        }
        return (authenticated(message + [0]), authenticated(message + [1]))
    }

    private func authenticated(_ message: [UInt8]) -> FixedBytes<32> {
        var code = FixedBytes<32>()
        unsafe code.withMutableBytes { output in
            unsafe message.withUnsafeBytes { message in
                unsafe seed.withBytes { key in
                    unsafe HMAC.sha256(
                        key: key, message: message, into: output.baseAddress!.assumingMemoryBound(to: UInt8.self))
                }
            }
        }
        return code
    }

    /// The id as a big-endian number modulo 2^31 − 1.
    static func keysetIndex(_ id: FixedBytes<8>) -> UInt32 {
        UInt32((0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(id[$1]) } % 0x7fff_ffff)
    }
}
