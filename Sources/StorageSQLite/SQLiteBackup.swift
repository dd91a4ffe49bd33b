internal import CSQLite
internal import Glibc
package import Storage

/// A copy of a database file at one moment, also while another process writes to it.
package enum SQLiteBackup {
    /// Copies, syncs and checks. The copy is one file, which only its owner can read.
    /// - Throws: `.unsuitable` when there is no database or something already at `copy`; then nothing is changed.
    package static func make(of path: String, at copy: String) throws(DatabaseError) {
        guard unsafe access(path, R_OK) == 0 else {
            throw DatabaseError(.unsuitable, "\(path) cannot be read: no such database?")
        }
        // O_EXCL: an earlier backup is not written over.
        let descriptor = unsafe open(copy, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseError(.unsuitable, code: "\(errno)", "\(copy) cannot be made, or is there already")
        }
        close(descriptor)
        do throws(DatabaseError) {
            let source = try SQLiteConnection(.file(path), .readOnly)
            let target = try SQLiteConnection(.file(copy), .copy)
            try target.copyAll(of: source)
            let verdict = try target.perform("PRAGMA integrity_check").rows
            guard verdict.count == 1, try verdict[0].text(0) == "ok" else {
                throw DatabaseError(.unreadable, "the copy of \(path) is damaged, and so may be the original")
            }
        } catch {
            unsafe unlink(copy)
            throw error
        }
    }

    /// Runs one statement on a database that nobody writes, such as a copy.
    package static func read(_ path: String, _ statement: SQL) throws(DatabaseError) -> [Row] {
        try SQLiteConnection(.file(path), .readOnly).perform(statement).rows
    }
}
