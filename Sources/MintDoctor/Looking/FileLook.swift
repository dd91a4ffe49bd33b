internal import Glibc

/// A file as this user sees it.
struct FileLook {
    let path: String

    init(_ path: String) { self.path = path }

    static var user: UInt32 { geteuid() }

    var exists: Bool { unsafe access(path, F_OK) == 0 }

    /// SQLite writes beside the file, too.
    var isWritable: Bool { unsafe access(path, R_OK | W_OK) == 0 && isDirectoryWritable }

    var isDirectoryWritable: Bool { unsafe access(directory, W_OK | X_OK) == 0 }

    /// For those who are not root; `nil` when the system does not say.
    var freeBytes: UInt64? {
        var found = statvfs()
        guard unsafe statvfs(directory, &found) == 0 else { return nil }
        let (bytes, isOver) = UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize))
        return isOver ? .max : bytes
    }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
