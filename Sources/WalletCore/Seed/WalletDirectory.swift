package import CashuSecrets
internal import Glibc
package import Logging
package import Storage
internal import StorageSQLite

/// Where a wallet lives: `wallet.sqlite` and `seed`, in a directory that only its owner can enter.
package struct WalletDirectory: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    package var seedFile: SeedFile { SeedFile(path + "/seed") }
    package var databasePath: String { path + "/wallet.sqlite" }

    /// Makes the directory, and its parents, where they are missing.
    package func prepare() throws(SeedFileError) {
        var partial = ""
        for component in path.split(separator: "/", omittingEmptySubsequences: false) {
            partial += component
            if !partial.isEmpty, unsafe mkdir(partial, 0o700) != 0, errno != EEXIST {
                throw .system("mkdir", errno: errno)
            }
            partial += "/"
        }
    }

    /// The seed of this wallet: its words are read, or taken from `imported`, or made.
    ///
    /// - Returns: whether they are new.
    package func seed(importing imported: String? = nil) throws(SeedFileError) -> (seed: Seed, isNew: Bool) {
        if let present = try seedFile.read() {
            let seed = present.seed()
            if let imported {
                let other = try SeedFile.import(imported).seed()
                guard other.fingerprint == seed.fingerprint else { throw .otherWords }
            }
            return (seed, false)
        }
        let mnemonic: Mnemonic
        if let imported {
            mnemonic = try SeedFile.import(imported)
        } else {
            mnemonic = Mnemonic.generate(wordCount: 12)
        }
        try seedFile.create(mnemonic)
        return (mnemonic.seed(), true)
    }

    /// One process at a time.
    package func database(_ logger: Logger) throws(DatabaseError) -> Database {
        var configuration = SQLiteConfiguration(.file(databasePath), logger: logger)
        configuration.readers = 1
        return Database(try SQLiteEngine(configuration))
    }
}
