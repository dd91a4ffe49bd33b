internal import CashuCrypto
internal import Glibc

extension PreimageKey {
    /// Reads the key in a file, or makes one there that only its owner can read.
    package init(file path: String) throws(LNDConfigurationError) {
        if let key = try Self.read(path) {
            self.init(key)
            return
        }
        let key = FixedBytes<32>.random()
        try Self.write(key, to: path)
        self.init(key)
    }

    /// For one who only looks: the key in a file, or one for nothing where a mint that starts could make the file.
    package init(lookingAt path: String) throws(LNDConfigurationError) {
        if let key = try Self.read(path) {
            self.init(key)
            return
        }
        guard unsafe access(Self.directory(of: path), W_OK | X_OK) == 0 else {
            throw Self.failure(path, "it is not there, and uid \(geteuid()) cannot make it")
        }
        self.init(.random())
    }

    /// `nil` when there is no such file.
    private static func read(_ path: String) throws(LNDConfigurationError) -> FixedBytes<32>? {
        guard let bytes = try LNDConfiguration.content(of: path, as: .preimageKey, orNone: true) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self),
            let key = FixedBytes<32>(hex: text.filter { !$0.isWhitespace })
        else { throw .unusable(.preimageKey, path, "it is not 64 hex digits") }
        return key
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// A new file under another name, which gets its own when it is on the disk whole: half a key would be none.
    /// link(2) does not replace a file that somebody else made meanwhile.
    private static func write(_ key: FixedBytes<32>, to path: String) throws(LNDConfigurationError) {
        let draft = "\(path).\(FixedBytes<8>.random().hex)"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, "it cannot be made") }
        defer { _ = unsafe unlink(draft) }
        let line = Array((key.hex + "\n").utf8)
        let written = unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let isSynced = written == line.count && fsync(descriptor) == 0
        guard close(descriptor) == 0, isSynced else { throw failure(path, "it cannot be written") }
        guard unsafe link(draft, path) == 0 else { throw failure(path, "it cannot be put in its place") }
        try syncDirectory(of: path)
    }

    private static func syncDirectory(of path: String) throws(LNDConfigurationError) {
        let descriptor = unsafe open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "its directory cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, "its directory cannot be synced") }
    }

    /// With the reason that the last call into the C library left.
    private static func failure(_ path: String, _ what: String) -> LNDConfigurationError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return .unusable(.preimageKey, path, "\(what): \(reason)")
    }
}
