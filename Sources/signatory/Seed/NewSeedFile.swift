internal import CashuSecrets
internal import Glibc
internal import SignatoryCore

/// A seed file that this program writes: the words in clear, or sealed when there is a passphrase.
enum NewSeedFile {
    /// Makes the file with mode 0400; never replaces one.
    static func create(_ path: String, _ words: borrowing Mnemonic, _ source: StoredSeed) throws(CommandFailure) {
        let sealed: String?
        do throws(SeedFileError) { sealed = try source.sealing(words) } catch {
            throw CommandFailure(error, of: "the seed file \(path)")
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard descriptor >= 0 else {
            let code = errno
            guard code != EEXIST else { throw exists(path) }
            throw failure(path, code)
        }
        var code = write(words, sealed, to: descriptor)
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0 { code = Directory.sync(parentOf: path) }
        guard code == 0 else {
            remove(path)
            throw failure(path, code)
        }
    }

    /// Puts another form of the same words in the place of a seed file. At every moment one of both is there, whole.
    static func replace(_ path: String, _ words: borrowing Mnemonic, passphrase: SecretPlace?) throws(CommandFailure) {
        let new = path + ".new"
        let source = StoredSeed(.file(new), passphrase: passphrase)
        try create(new, words, source)
        do throws(CommandFailure) {
            // What cannot be read again must not replace what can.
            let copy: Seed
            do throws(SeedFileError) { copy = try source.read() } catch {
                throw CommandFailure(error, of: "the seed file \(new)")
            }
            guard copy.fingerprint == words.seed().fingerprint else {
                throw CommandFailure(.software, "the seed file \(new) does not hold what was written")
            }
            guard unsafe rename(new, path) == 0 else { throw failure(path, errno) }
        } catch {
            remove(new)
            throw error
        }
        let code = Directory.sync(parentOf: path)
        guard code == 0 else { throw failure(path, code) }
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

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure(.cannotCreate, "the seed file \(path): \(systemMessage(code))")
    }

    /// Writes one line. The words go from locked memory to the descriptor; no copy is made of them here.
    private static func write(_ words: borrowing Mnemonic, _ sealed: String?, to descriptor: Int32) -> Int32 {
        let end = Array("\n".utf8)
        var code: Int32
        if let sealed {
            code = unsafe Array(sealed.utf8).withUnsafeBytes { unsafe writeAll($0, to: descriptor) }
        } else {
            code = unsafe words.withText { unsafe writeAll($0, to: descriptor) }
        }
        if code == 0 { code = unsafe end.withUnsafeBytes { unsafe writeAll($0, to: descriptor) } }
        return code
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = unsafe Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return errno }
            written += count
        }
        return 0
    }
}
