internal import CSodium
internal import CashuCrypto
internal import Glibc
internal import LocalSockets

/// The file of a pre-shared key: its hex digits on one line, as `openssl rand -hex 32` prints them.
package enum PreSharedKeyFile {
    /// The longest key, a line's end, and one more by which a longer file is known.
    private static let maximumBytes = PreSharedKey.byteCounts.upperBound * 2 + 3

    /// Refuses a link, a file that others may read or write, and one of another user (but root's, as a service manager
    /// makes credentials).
    package static func read(_ path: String) throws(PreSharedKeyError) -> PreSharedKey {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw PreSharedKeyError(path, "is not there", kind: .absent)
            case ELOOP: throw PreSharedKeyError(path, "is a symbolic link", kind: .permission)
            case let code: throw PreSharedKeyError(path, "cannot be read: \(Errno.text(-code))", kind: .permission)
            }
        }
        defer { close(descriptor) }
        try check(descriptor, path)
        SodiumLibrary.start()
        guard let memory = unsafe sodium_malloc(maximumBytes) else { preconditionFailure("no memory for a key") }
        defer { unsafe sodium_free(memory) }
        var text = unsafe UnsafeRawBufferPointer(start: memory, count: try fill(memory, descriptor, path))
        while let last = unsafe text.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            unsafe text = UnsafeRawBufferPointer(rebasing: text.dropLast())
        }
        guard let key = unsafe PreSharedKey(hex: text) else {
            let (fewest, most) = (PreSharedKey.byteCounts.lowerBound * 2, PreSharedKey.byteCounts.upperBound * 2)
            throw PreSharedKeyError(path, "must hold \(fewest) to \(most) hex digits on one line", kind: .content)
        }
        return key
    }

    /// - Returns: how many bytes the file has, or that it has more than a key.
    private static func fill(
        _ memory: UnsafeMutableRawPointer, _ descriptor: Int32, _ path: String
    ) throws(PreSharedKeyError) -> Int {
        var count = 0
        while count < maximumBytes {
            let taken = unsafe Glibc.read(descriptor, memory + count, maximumBytes - count)
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else {
                throw PreSharedKeyError(path, "cannot be read: \(Errno.text(-errno))", kind: .permission)
            }
            if taken == 0 { break }
            count += taken
        }
        return count
    }

    private static func check(_ descriptor: Int32, _ path: String) throws(PreSharedKeyError) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else {
            throw PreSharedKeyError(path, "cannot be read: \(Errno.text(-errno))", kind: .permission)
        }
        guard found.st_mode & S_IFMT == S_IFREG else {
            throw PreSharedKeyError(path, "is no regular file", kind: .permission)
        }
        guard found.st_uid == geteuid() || found.st_uid == 0 else {
            throw PreSharedKeyError(path, "belongs to uid \(found.st_uid)", kind: .permission)
        }
        guard found.st_mode & 0o077 == 0 else {
            let mode = String(found.st_mode & 0o777, radix: 8)
            let problem = "has mode \(mode): others may not have any right to it (chmod 0400)"
            throw PreSharedKeyError(path, problem, kind: .permission)
        }
    }
}
