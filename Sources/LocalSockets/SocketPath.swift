internal import CProcess
internal import Glibc
internal import Synchronization

/// The path of a listening socket, held by a lock until `release` or for as long as this object lives.
///
/// The lock file stays when the socket is removed: unlinking it would let two processes lock two files of one name.
package final class SocketPath: Sendable {
    package let path: String
    /// The descriptor of the lock file; `nil` when it is released.
    private let lock: Mutex<Int32?>

    private init(path: String, lock: Int32) {
        self.path = path
        self.lock = Mutex(lock)
    }

    deinit { unlock() }

    /// Checks the place, takes the lock and removes the file of a server that has died.
    package static func claim(_ path: String) throws(LocalSocketError) -> SocketPath {
        guard UInt(path.utf8.count) <= mint_unix_path_maximum else { throw .pathTooLong(path) }
        try checkDirectory(of: path)
        let lock = unsafe mint_lock_file(path + ".lock")
        if lock == -EWOULDBLOCK { throw .alreadyServed(path) }
        guard lock >= 0 else { throw .system(path + ".lock", problem: Errno.text(lock)) }
        let claimed = SocketPath(path: path, lock: lock)
        try claimed.removeStale()
        return claimed
    }

    /// A bound socket that does not listen yet.
    package func bind(mode: UInt32, group: UInt32?) throws(LocalSocketError) -> Int32 {
        let descriptor = unsafe mint_unix_bind(path, mode, group.map(Int64.init) ?? -1)
        guard descriptor >= 0 else { throw .system(path, problem: Errno.text(descriptor)) }
        return descriptor
    }

    /// Removes the socket, so that clients see at once that nobody serves it, and gives the path up.
    package func release() {
        unsafe unlink(path)
        unlock()
    }

    private func unlock() {
        if let descriptor = lock.withLock({ $0.take() }) { close(descriptor) }
    }

    private func removeStale() throws(LocalSocketError) {
        let found = try Self.inspect(path)
        switch Int(found.kind) {
        case MINT_PATH_ABSENT: return
        case MINT_PATH_SOCKET: break
        case MINT_PATH_SYMLINK: throw .pathOccupied(path, problem: "it is a symbolic link")
        default: throw .pathOccupied(path, problem: "it is no socket")
        }
        let status = unsafe mint_unix_connect(path)
        if status >= 0 {
            close(status)
            throw .alreadyServed(path)
        }
        // -EAGAIN: somebody listens, and has no room for one more.
        guard status != -EAGAIN else { throw .alreadyServed(path) }
        guard status == -ECONNREFUSED else { throw .pathOccupied(path, problem: Errno.text(status)) }
        guard unsafe unlink(path) == 0 else { throw .system(path, problem: Errno.text(-errno)) }
    }

    /// Only this user and root may be able to put something in place of the socket.
    static func checkDirectory(of path: String) throws(LocalSocketError) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let found = try inspect(directory)
        guard Int(found.kind) == MINT_PATH_DIRECTORY else {
            throw .unsafeDirectory(directory, problem: "it is no directory")
        }
        guard found.uid == geteuid() || found.uid == 0 else {
            throw .unsafeDirectory(directory, problem: "it belongs to uid \(found.uid)")
        }
        // Who can write to it can put a socket of his own in place of this one.
        guard found.mode & 0o022 == 0 else {
            throw .unsafeDirectory(directory, problem: "others can write to it")
        }
    }

    static func inspect(_ path: String) throws(LocalSocketError) -> mint_path {
        var found = mint_path()
        let status = unsafe mint_path_inspect(path, &found)
        guard status == 0 else { throw .system(path, problem: Errno.text(status)) }
        return found
    }
}
