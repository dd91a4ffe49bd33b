internal import CashuCrypto
internal import Logging
internal import Storage
internal import StorageSQLite

/// A copy of the keys database, also of one in use.
package enum KeysBackup {
    /// - Returns: the beginning of the fingerprint of the seed that it needs.
    package static func make(of path: String, at copy: String) throws(SignatoryStartError) -> String {
        do throws(DatabaseError) {
            try SQLiteBackup.make(of: path, at: copy)
            let row = try SQLiteBackup.read(copy, "SELECT seed_fingerprint FROM meta").first
            guard let row else { throw DatabaseError(.unreadable, "\(path) is no keys database") }
            return String(Hex.encode(try row.bytes(0)).prefix(16))
        } catch {
            throw .database(error)
        }
    }
}
