package import Cashu
package import CashuCrypto
package import SignatoryAPI
package import Storage

/// Why the signatory refuses to start. A signatory that starts in spite of one of these would sign with keys that are
/// not those it publishes.
package enum SignatoryStartError: Error, Sendable {
    /// There is no database at the path, or none that a signatory wrote, and the configuration forbids to make one.
    case databaseAbsent(String)
    /// Another signatory has the database open.
    case databaseInUse(String)
    /// The database cannot be opened, or does not answer.
    case database(DatabaseError)
    /// The database was written by a newer release, or by none of this program.
    case unsuitableSchema(String)
    case wrongSeed(database: FixedBytes<32>, seed: FixedBytes<32>)
    /// The seed derives other keys, or another id, than the database holds for this keyset.
    case alteredKeyset(KeysetID, String)
    /// Some row is not as this signatory wrote it.
    case alteredDatabase(String)
    /// A keyset that the configuration asks for is not allowed.
    case refusedKeyset(SignatoryError)
    /// The seed, from the place of that name.
    case unreadSeed(String, SeedFileError)
    /// BIP-32 has no master key for this seed; happens once in 2^127 times.
    case unusableSeed
}

extension SignatoryStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .databaseAbsent(let path):
            "the keys database \(path) is not there: restore it, or make a new mint with 'signatory init'"
        case .databaseInUse(let reason): "the keys database is in use: \(reason)"
        case .database(let error): "the keys database cannot be used: \(error)"
        case .unsuitableSchema(let reason): "the keys database does not suit this release: \(reason)"
        case .wrongSeed(let database, let seed):
            """
            wrong seed: the keys database was made with the seed of fingerprint \(Self.short(database)), the seed file \
            holds the one of fingerprint \(Self.short(seed))
            """
        case .alteredKeyset(let id, let what): "the keys database was altered: keyset \(id): \(what)"
        case .alteredDatabase(let what): "the keys database was altered: \(what)"
        case .refusedKeyset(let error): "a keyset of the configuration is refused: \(error.detail)"
        case .unreadSeed(let name, let error): "\(name) \(error)"
        case .unusableSeed: "BIP-32 has no master key for this seed; make another one"
        }
    }

    /// Enough to tell two seeds apart.
    private static func short(_ fingerprint: FixedBytes<32>) -> String { String(fingerprint.hex.prefix(16)) }
}
