internal import CTaint
internal import CashuCrypto

/// NUT-12: proves that `A = a·G` and `C_ = a·B_` have the same `a`, with the nonce that the NUT derives from them.
struct DLEQProver {
    /// `A`.
    let key: PublicKey
    let context: GeneratorContext

    private static let domainSeparator = Array("Cashu_DLEQ_R_v1".utf8)

    /// - Parameter scalar: `a`, 32 big-endian bytes of a valid scalar.
    func prove(_ scalar: UnsafeRawPointer, blinded: PublicKey, signature: PublicKey) -> DLEQProof {
        var message = Self.domainSeparator
        for point in [key, blinded, signature] { message += point.uncompressed.bytes }
        message.append(0)
        for attempt in UInt8.min...UInt8.max {
            message[message.count - 1] = attempt
            if let proof = unsafe answer(scalar, message, blinded: blinded, signature: signature) { return proof }
        }
        preconditionFailure("256 attempts, each failing once in 2^127, have failed: HMAC-SHA256 is broken")
    }

    /// One attempt; `nil` when the nonce or the challenge is no scalar of the group. The NUT says so of the nonce; a
    /// challenge at or above the order could not be verified by anyone, so it is treated alike.
    private func answer(
        _ scalar: UnsafeRawPointer, _ nonceMessage: [UInt8], blinded: PublicKey, signature: PublicKey
    ) -> DLEQProof? {
        unsafe Scratch.withBytes(2 * Scalar.byteCount) { secrets in
            let (nonce, product) = unsafe (secrets, secrets + Scalar.byteCount)
            unsafe nonceMessage.withUnsafeBytes { message in
                unsafe HMAC.sha256(
                    key: UnsafeRawBufferPointer(start: scalar, count: Scalar.byteCount), message: message, into: nonce)
            }
            guard let r1 = unsafe context.publicKey(of: nonce), let r2 = unsafe blinded.multiplied(by: nonce) else {
                return nil
            }
            let challenge = DLEQProof.challenge(r1, r2, key, signature)
            // s = r + e·a
            unsafe product.update(from: scalar.assumingMemoryBound(to: UInt8.self), count: Scalar.byteCount)
            let multiplied = unsafe challenge.withBytes { e in
                unsafe Scalar.multiply(product, by: e.baseAddress!.assumingMemoryBound(to: UInt8.self))
            }
            guard multiplied, unsafe Scalar.add(nonce, to: product) else { return nil }
            // The proof is published.
            unsafe mint_mark_public(product, Scalar.byteCount)
            return DLEQProof(e: challenge, s: FixedBytes { unsafe product[$0] })
        }
    }
}
