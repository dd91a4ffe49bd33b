/// NUT-00 `hash_to_curve`: the point that a secret stands for.
package enum HashToCurve {
    private static let domainSeparator = Array("Secp256k1_HashToCurve_Cashu_".utf8)

    /// - Parameter message: the UTF-8 bytes of the secret as it stands in the proof, also when they look like hex.
    /// - Returns: `Y`, always with even y. About 14 µs.
    package static func point(_ message: [UInt8]) -> PublicKey {
        var hash = SHA256()
        hash.update(domainSeparator)
        hash.update(message)
        let digest = hash.finish()
        // NUT-00 counts to 2^16; half of all x have a point, so reaching even 256 has probability 2^-256.
        for counter in UInt32(0)..<65_536 {
            var attempt = SHA256()
            attempt.update(digest)
            attempt.update(FixedBytes<4> { UInt8(truncatingIfNeeded: counter >> (8 * UInt32($0))) })
            let x = attempt.finish()
            if let point = PublicKey(FixedBytes<33> { $0 == 0 ? 0x02 : x[$0 - 1] }) { return point }
        }
        preconditionFailure("no x of 65,536 hashes is on the curve: SHA-256 is broken")
    }
}
