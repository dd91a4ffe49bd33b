internal import CashuSecrets
internal import Glibc

/// The file of the seed: 12 or 24 words of BIP-39 on one line, as they are written on paper. Only its owner may read
/// it.
enum SeedFile {
    /// 24 words of at most 8 letters need 215; the rest is for white space.
    private static let maximumBytes = 1_024

    /// Refuses a link, a file that others may read or write, and one of another user (but root's, as a service manager
    /// makes credentials).
    static func read(_ path: String) throws(CommandFailure) -> Seed {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            switch code {
            case ENOENT:
                throw CommandFailure(.noInput, "there is no seed file \(path): make one with `signatory init`")
            case ELOOP: throw CommandFailure(.noPermission, "the seed file \(path) is a symbolic link")
            default: throw CommandFailure(.noPermission, "the seed file \(path): \(systemMessage(code))")
            }
        }
        defer { close(descriptor) }
        try check(descriptor, path)
        var words = WipedBytes(capacity: maximumBytes)
        let code = words.read(descriptor)
        guard code == 0 else { throw CommandFailure(.software, "the seed file \(path): \(systemMessage(code))") }
        guard !words.isFull else { throw CommandFailure(.configuration, "the seed file \(path) is too long") }
        let mnemonic = try parse(words, "the seed file \(path)")
        return mnemonic.seed()
    }

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

    /// From standard input: one line, not shown when it is a terminal.
    static func importedMnemonic() throws(CommandFailure) -> Mnemonic {
        var words = WipedBytes(capacity: maximumBytes)
        let code = Terminal.withoutEcho(prompt: "The words of the seed, on one line (not shown): ") {
            words.read(STDIN_FILENO, toEndOfLine: true)
        }
        guard code == 0 else { throw CommandFailure(.noInput, "standard input: \(systemMessage(code))") }
        return try parse(words, "standard input")
    }

    private static func parse(_ words: borrowing WipedBytes, _ place: String) throws(CommandFailure) -> Mnemonic {
        do throws(MnemonicError) {
            return try unsafe words.withBytes { (bytes) throws(MnemonicError) in try unsafe Mnemonic(parsing: bytes) }
        } catch {
            let problem =
                switch error {
                case .wordCount(let count): "holds \(count) words in place of 12 or 24"
                case .unknownWord(let position): "word \(position) is not in BIP-39's English list"
                case .checksum: "the words do not belong together: one of them is another, or their order is"
                }
            throw CommandFailure(.configuration, "\(place): \(problem)")
        }
    }

    private static func check(_ descriptor: Int32, _ path: String) throws(CommandFailure) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else {
            throw CommandFailure(.software, "the seed file \(path): \(systemMessage(errno))")
        }
        guard found.st_mode & S_IFMT == S_IFREG else { throw CommandFailure(.noPermission, "\(path) is no file") }
        guard found.st_uid == geteuid() || found.st_uid == 0 else {
            throw CommandFailure(.noPermission, "the seed file \(path) belongs to uid \(found.st_uid)")
        }
        guard found.st_mode & 0o077 == 0 else {
            let mode = String(found.st_mode & 0o777, radix: 8)
            throw CommandFailure(
                .noPermission,
                "the seed file \(path) has mode \(mode): others may not have any right to it (chmod 0400)")
        }
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

/// The system's words for an errno.
func systemMessage(_ code: Int32) -> String {
    // strerror(3) is not safe among threads in general; glibc's is for known numbers, whose texts are constant.
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
