package import CashuSecrets
internal import Glibc

/// The seed words beside the database: a file of mode 0400, which is only ever written once. The words go from it into
/// locked memory without becoming a `String`.
package struct SeedFile: Sendable {
    /// 24 words of 8 letters, and generous white space.
    private static let maximumBytes = 1_024

    package let path: String

    package init(_ path: String) { self.path = path }

    /// `nil` when there is no file.
    package func read() throws(SeedFileError) -> Mnemonic? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("open", errno: errno)
        }
        defer { close(descriptor) }
        return try Self.parse(descriptor)
    }

    /// Words that a user wrote down, from a file of any mode.
    package static func `import`(_ path: String) throws(SeedFileError) -> Mnemonic {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", errno: errno) }
        defer { close(descriptor) }
        return try parse(descriptor)
    }

    /// Writes the words durably to a new file; one that is there is never replaced.
    package func create(_ mnemonic: borrowing Mnemonic) throws(SeedFileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard descriptor >= 0 else { throw .system("open", errno: errno) }
        defer { close(descriptor) }
        // write(2) takes so few bytes at once or fails.
        let written = unsafe mnemonic.withText { unsafe write(descriptor, $0.baseAddress, $0.count) == $0.count }
        guard written, fsync(descriptor) == 0 else {
            let error = errno
            unsafe unlink(path)
            throw .system("write", errno: error)
        }
        try syncDirectory()
    }

    /// Writes the words and a line end to a descriptor, such as a terminal's. `false` when there is no file.
    package func showWords(on descriptor: Int32) throws(SeedFileError) -> Bool {
        guard let mnemonic = try read() else { return false }
        let isWritten = unsafe mnemonic.withText { words in
            unsafe write(descriptor, words.baseAddress, words.count) == words.count && write(descriptor, "\n", 1) == 1
        }
        guard isWritten else { throw .system("write", errno: errno) }
        return true
    }

    private static func parse(_ descriptor: Int32) throws(SeedFileError) -> Mnemonic {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes + 1, alignment: 16)
        defer {
            // https://man7.org/linux/man-pages/man3/explicit_bzero.3.html: not optimized away.
            unsafe explicit_bzero(buffer.baseAddress!, buffer.count)
            unsafe buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let read = unsafe Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            guard read >= 0 else { throw .system("read", errno: errno) }
            if read == 0 { break }
            count += read
        }
        guard count <= maximumBytes else { throw .tooLong }
        do {
            return try unsafe Mnemonic(parsing: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } catch {
            throw .mnemonic(error)
        }
    }

    /// A new name is durable once its directory is.
    private func syncDirectory() throws(SeedFileError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("fsync", errno: errno) }
    }
}
