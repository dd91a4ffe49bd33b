internal import CashuCrypto
internal import NIOCore

/// What the identity of a signatory signs in the handshake: that it has its key now (the client's nonce is in it), and
/// that nothing in either hello was changed on the way.
enum HelloTranscript {
    /// The BIP-340 tagged hash `cashu-signatory/hello` of the client's hello as sent, and of the fields of the answer
    /// in the order of their numbers, without the signature. Numbers are 8 bytes, big-endian; what has no fixed length
    /// is preceded by it.
    static func message(hello: ByteBuffer, answer: HelloAnswer) -> FixedBytes<32> {
        let tag = SHA256.hash("cashu-signatory/hello")
        var hash = SHA256()
        hash.update(tag)
        hash.update(tag)
        add(Array(hello.readableBytesView), to: &hash)
        add(UInt64(answer.version), to: &hash)
        add(answer.features, to: &hash)
        hash.update(answer.identity.bytes)
        hash.update(answer.instanceID)
        add(answer.generation, to: &hash)
        hash.update(answer.nonce)
        let limits = answer.limits
        for limit in [limits.frameBytes, limits.outputs, limits.proofs, limits.requestsInFlight] {
            add(UInt64(limit), to: &hash)
        }
        // As it is on the wire, where it may have been shortened.
        add(WireText.clean(answer.server, maximumBytes: WireText.maximumReleaseBytes), to: &hash)
        return hash.finish()
    }

    private static func add(_ number: UInt64, to hash: inout SHA256) {
        hash.update(FixedBytes<8> { UInt8(truncatingIfNeeded: number >> (8 * (7 - UInt64($0)))) })
    }

    private static func add(_ bytes: [UInt8], to hash: inout SHA256) {
        add(UInt64(bytes.count), to: &hash)
        hash.update(bytes)
    }
}
