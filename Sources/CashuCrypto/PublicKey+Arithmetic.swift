internal import CSecp256k1
internal import CTaint

extension PublicKey {
    /// The generator of the group.
    package static let generator: PublicKey = {
        let text = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        guard let point = PublicKey(hex: text) else { preconditionFailure("the generator is on the curve") }
        return point
    }()

    package var negated: PublicKey {
        unsafe withParsed { key in
            var copy = unsafe key.pointee
            // secp256k1.h: "Returns: 1 always."
            _ = unsafe secp256k1_ec_pubkey_negate(mint_static_context(), &copy)
            return PublicKey(parsed: copy)
        }
    }

    /// `nil` when the points are each other's negation: their sum has no encoding.
    package func adding(_ other: PublicKey) -> PublicKey? {
        unsafe withParsed { left in
            unsafe other.withParsed { right in
                var sum = secp256k1_pubkey()
                var terms: [UnsafePointer<secp256k1_pubkey>?] = unsafe [left, right]
                guard unsafe secp256k1_ec_pubkey_combine(mint_static_context(), &sum, &terms, 2) == 1 else {
                    return nil
                }
                return PublicKey(parsed: sum)
            }
        }
    }

    /// The product with a scalar (32 bytes, big-endian) in constant time; `nil` for zero or a scalar not below the
    /// order of the group. The scalar's bytes are only read. The product is for everybody to know.
    package func multiplied(by scalar: UnsafeRawPointer) -> PublicKey? {
        guard var product = unsafe secretProduct(with: scalar) else { return nil }
        // From here on the time depends on the point: the library parses and serializes what is public.
        unsafe product.withMutableBytes { unsafe mint_mark_public($0.baseAddress, $0.count) }
        return PublicKey(uncompressed: product)
    }

    /// The same as 65 bytes of uncompressed SEC1, which may be secret: nothing was done that depends on them.
    package func secretProduct(with scalar: UnsafeRawPointer) -> FixedBytes<65>? {
        var product = FixedBytes<65>()
        let done = unsafe product.withMutableBytes { output in
            unsafe withParsed { point in
                unsafe secp256k1_ecdh(
                    mint_static_context(), output.baseAddress!.assumingMemoryBound(to: UInt8.self), point,
                    scalar.assumingMemoryBound(to: UInt8.self), mint_ecdh_return_point, nil)
            }
        }
        // Of a scalar this tells that it is one of the group, which all keys are and all but one nonce in 2^127.
        return mint_public_answer(done) == 1 ? product : nil
    }

    /// The product with a scalar that is no secret, such as one of a DLEQ proof.
    package func multiplied(by scalar: FixedBytes<32>) -> PublicKey? {
        unsafe scalar.withBytes { unsafe multiplied(by: $0.baseAddress!) }
    }
}
