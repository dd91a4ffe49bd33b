package import CashuCrypto

/// A private node of a BIP-32 tree, in locked memory.
package final class ExtendedKey: Sendable {
    /// The scalar (32 bytes), then the chain code (32 bytes).
    private let node: LockedBytes

    /// The master node.
    package init(seed: Seed) throws(DerivationError) {
        node = try unsafe LockedBytes(count: 64) { (output) throws(DerivationError) in
            unsafe Array("Bitcoin seed".utf8).withUnsafeBytes { key in
                unsafe seed.withBytes { unsafe HMAC.sha512(key: key, message: $0, into: output) }
            }
            guard unsafe Scalar.isValid(output) else { throw .noKeyOnThisPath }
        }
    }

    private init(parent: ExtendedKey, _ step: DerivationStep) throws(DerivationError) {
        node = try unsafe LockedBytes(count: 64) { (output) throws(DerivationError) in
            guard unsafe parent.write(step, into: output) else { throw .noKeyOnThisPath }
        }
    }

    /// The child that BIP-32 writes `index'`.
    package func hardenedChild(_ index: UInt32) throws(DerivationError) -> ExtendedKey {
        try ExtendedKey(parent: self, DerivationStep(hardened: index))
    }

    /// The child that BIP-32 writes `index`.
    package func child(_ index: UInt32) throws(DerivationError) -> ExtendedKey {
        try ExtendedKey(parent: self, DerivationStep(index))
    }

    package func publicKey() -> PublicKey {
        let key = unsafe withScalar { unsafe GeneratorContext.shared.publicKey(of: $0) }
        guard let key else { preconditionFailure("a node's scalar was valid when it was made") }
        return key
    }

    func signingKey() -> SigningKey {
        let key = unsafe withScalar { unsafe SigningKey(copying: $0) }
        guard let key else { preconditionFailure("a node's scalar was valid when it was made") }
        return key
    }

    /// Lends 32 big-endian bytes; `body` may not keep the pointer.
    func withScalar<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
        unsafe node.withBytes { unsafe body($0) }
    }

    /// BIP-32 "private parent key → private child key": writes 64 bytes, the child's scalar and chain code. `false`,
    /// and no scalar, when the path has no key.
    func write(_ step: DerivationStep, into output: UnsafeMutablePointer<UInt8>) -> Bool {
        unsafe node.withBytes { node in
            unsafe Scratch.withBytes(37) { message in
                if step.isHardened {
                    unsafe message[0] = 0
                    unsafe (message + 1).update(from: node, count: 32)
                } else {
                    let key = publicKey().bytes
                    for position in 0..<33 { unsafe message[position] = key[position] }
                }
                for position in 0..<4 {
                    unsafe message[33 + position] = UInt8(truncatingIfNeeded: step.number >> (24 - 8 * position))
                }
                unsafe HMAC.sha512(
                    key: UnsafeRawBufferPointer(start: node + 32, count: 32),
                    message: UnsafeRawBufferPointer(start: message, count: 37), into: output)
            }
            return unsafe Scalar.add(node, to: output)
        }
    }
}
