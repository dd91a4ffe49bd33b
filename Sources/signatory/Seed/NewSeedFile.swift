internal import CashuSecrets
internal import Glibc
internal import SignatoryCore

/// A seed file that `signatory init` makes.
enum NewSeedFile {
    /// Makes the file with mode 0400; never replaces one.
    static func create(_ path: String, _ mnemonic: borrowing Mnemonic) throws(CommandFailure) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard descriptor >= 0 else {
            let code = errno
            guard code != EEXIST else { throw exists(path) }
            throw CommandFailure(.cannotCreate, "the seed file \(path): \(systemMessage(code))")
        }
        var code = unsafe mnemonic.withText { unsafe writeAll($0, to: descriptor) }
        if code == 0 { code = unsafe Array("\n".utf8).withUnsafeBytes { unsafe writeAll($0, to: descriptor) } }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0 { code = Directory.sync(parentOf: path) }
        guard code == 0 else {
            remove(path)
            throw CommandFailure(.cannotCreate, "the seed file \(path): \(systemMessage(code))")
        }
    }

    /// Undoes `create`.
    static func remove(_ path: String) { unsafe unlink(path) }

    static func refuseExisting(_ path: String) throws(CommandFailure) {
        var found = stat()
        guard unsafe lstat(path, &found) != 0 else { throw exists(path) }
    }

    private static func exists(_ path: String) -> CommandFailure {
        CommandFailure(.cannotCreate, "the seed file \(path) exists already, and is never replaced")
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = unsafe write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            written += count
        }
        return 0
    }
}
