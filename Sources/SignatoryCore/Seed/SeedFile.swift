package import CashuSecrets
internal import Glibc

/// The file of the seed: 12 or 24 words of BIP-39 on one line, as they are written on paper. Only its owner may read
/// it.
package enum SeedFile {
    /// What a text of words may hold at most: 24 of at most 8 letters need 215, the rest is for white space.
    package static let maximumBytes = 1_024

    /// Refuses a link, a file that others may read or write, and one of another user (but root's, as a service manager
    /// makes credentials).
    package static func read(_ path: String) throws(SeedFileError) -> Seed {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .absent
            case ELOOP: throw .symbolicLink
            case let code: throw .unopened(code)
            }
        }
        defer { close(descriptor) }
        try check(descriptor)
        var words = SecretBuffer(capacity: maximumBytes)
        let code = words.read(descriptor)
        guard code == 0 else { throw .unread(code) }
        return try mnemonic(words).seed()
    }

    /// The words of a text that was read.
    package static func mnemonic(_ words: borrowing SecretBuffer) throws(SeedFileError) -> Mnemonic {
        guard !words.isFull else { throw .tooLong }
        do throws(MnemonicError) {
            return try unsafe words.withBytes { (bytes) throws(MnemonicError) in try unsafe Mnemonic(parsing: bytes) }
        } catch {
            throw .words(error)
        }
    }

    private static func check(_ descriptor: Int32) throws(SeedFileError) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw .unread(errno) }
        guard found.st_mode & S_IFMT == S_IFREG else { throw .noRegularFile }
        guard found.st_uid == geteuid() || found.st_uid == 0 else { throw .foreignOwner(found.st_uid) }
        guard found.st_mode & 0o077 == 0 else { throw .openToOthers(mode: found.st_mode & 0o777) }
    }
}
