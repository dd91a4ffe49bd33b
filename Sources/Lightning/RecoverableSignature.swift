internal import CSecp256k1
internal import CashuCrypto

/// An ECDSA signature on secp256k1 with the two bits that tell which of the possible keys made it.
struct RecoverableSignature {
    let compact: FixedBytes<64>
    /// 0 to 3.
    let recovery: Int32

    /// The key that made this signature of `digest`; `nil` when there is none.
    func recover(_ digest: FixedBytes<32>) -> PublicKey? {
        guard let parsed = parsed() else { return nil }
        var key = secp256k1_pubkey()
        let done = unsafe withUnsafePointer(to: parsed) { signature in
            unsafe digest.withBytes { message in
                // secp256k1_recovery.h: "Returns: 1: public key successfully recovered (which guarantees a correct
                // signature)."
                unsafe secp256k1_ecdsa_recover(
                    mint_static_context(), &key, signature,
                    message.baseAddress!.assumingMemoryBound(to: UInt8.self))
            }
        }
        return done == 1 ? PublicKey(parsed: key) : nil
    }

    /// secp256k1.h: "only ECDSA signatures in lower-S form are accepted".
    func isValid(for digest: FixedBytes<32>, key: PublicKey) -> Bool {
        guard let parsed = parsed() else { return false }
        var plain = secp256k1_ecdsa_signature()
        return unsafe withUnsafePointer(to: parsed) { signature in
            // secp256k1_recovery.h: "Returns: 1".
            _ = unsafe secp256k1_ecdsa_recoverable_signature_convert(mint_static_context(), &plain, signature)
            return unsafe digest.withBytes { message in
                unsafe key.withParsed { point in
                    unsafe secp256k1_ecdsa_verify(
                        mint_static_context(), &plain, message.baseAddress!.assumingMemoryBound(to: UInt8.self), point)
                        == 1
                }
            }
        }
    }

    /// Signs with a nonce of RFC 6979: the same bytes each time. `nil` for zero or a key not below the order of the
    /// group. For throwaway keys only: the scalar is an ordinary value here, copied and never wiped.
    static func sign(_ digest: FixedBytes<32>, throwawayKey key: FixedBytes<32>) -> RecoverableSignature? {
        // secp256k1_recovery.h: signing wants a "context object (not secp256k1_context_static)".
        guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else { return nil }
        defer { unsafe secp256k1_context_destroy(context) }
        var signature = secp256k1_ecdsa_recoverable_signature()
        let done = unsafe digest.withBytes { message in
            unsafe key.withBytes { scalar in
                unsafe secp256k1_ecdsa_sign_recoverable(
                    context, &signature, message.baseAddress!.assumingMemoryBound(to: UInt8.self),
                    scalar.baseAddress!.assumingMemoryBound(to: UInt8.self), nil, nil)
            }
        }
        guard done == 1 else { return nil }
        var compact = FixedBytes<64>()
        var recovery: Int32 = 0
        unsafe compact.withMutableBytes { output in
            // secp256k1_recovery.h: "Returns: 1".
            _ = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
                context, output.baseAddress!.assumingMemoryBound(to: UInt8.self), &recovery, &signature)
        }
        return RecoverableSignature(compact: compact, recovery: recovery)
    }

    private func parsed() -> secp256k1_ecdsa_recoverable_signature? {
        // The library stops the process for any other number.
        guard (0...3).contains(recovery) else { return nil }
        var parsed = secp256k1_ecdsa_recoverable_signature()
        let done = unsafe compact.withBytes { input in
            unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
                mint_static_context(), &parsed, input.baseAddress!.assumingMemoryBound(to: UInt8.self), recovery)
        }
        return done == 1 ? parsed : nil
    }
}
