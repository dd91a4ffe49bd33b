internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// The way back to the master key, which is dropped after each use: the seed is read again and compared.
struct MasterAccess: Sendable {
    let source: SeedSource
    let fingerprint: FixedBytes<32>

    func master() throws(SignatoryError) -> MasterKey {
        let seed: Seed
        do throws(SeedFileError) { seed = try source.read() } catch {
            throw SignatoryError(.internalFailure, "new keys need the seed: \(source.name) \(error)")
        }
        guard seed.fingerprint == fingerprint else {
            throw SignatoryError(.internalFailure, "the seed is another one than at the start")
        }
        do throws(DerivationError) { return try MasterKey(seed) } catch {
            throw SignatoryError(.internalFailure, "BIP-32 has no master key for this seed")
        }
    }
}
