internal import CProcess
internal import Glibc
internal import Storage
internal import Synchronization

/// A lock on a file, held until released or until the process ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: `.busy` when another process, or another database of this one, holds it.
    init(_ path: String) throws(DatabaseError) {
        let status = unsafe mint_lock_file(path)
        switch status {
        case 0...: descriptor = Mutex(status)
        case -EWOULDBLOCK: throw DatabaseError(.busy, "another process uses the database: \(path) is locked")
        default: throw DatabaseError(.storageFailure, code: "\(-status)", "\(path) cannot be locked")
        }
    }

    deinit { release() }

    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor {
                // Not by closing alone: a child that was forked a moment ago, and has not called exec yet, still has a
                // copy of the descriptor, and flock(2) locks until the last copy is closed.
                _ = flock(open, LOCK_UN)
                Glibc.close(open)
            }
            descriptor = nil
        }
    }
}
