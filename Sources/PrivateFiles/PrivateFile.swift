internal import Glibc

/// Opens a file with a secret, when others have no right to it: one rule for all secrets of both processes.
package enum PrivateFile {
    package enum Fault: Error, Sendable, Equatable {
        case absent
        case symbolicLink
        case noRegularFile
        case foreignOwner(UInt32)
        /// The mode gives rights to others than the owner.
        case openToOthers(mode: UInt32)
        /// An errno.
        case system(Int32)
    }

    /// Refuses a link, what others may read or write, and what is of another user (but root's, as a service manager
    /// makes credentials). By whichever path: what lies in `credentials` is a credential.
    ///
    /// - Returns: a descriptor, which the caller closes.
    package static func open(
        _ path: String, credentials: String? = CredentialsDirectory.path
    ) throws(Fault) -> Int32 {
        guard let directory = try? CredentialsDirectory.open(credentials) else {
            return try open(path, in: AT_FDCWD, othersMay: 0)
        }
        defer { close(directory) }
        let (parent, name) = split(path)
        return isSame(directory, parent)
            ? try open(credential: name, in: directory) : try open(path, in: AT_FDCWD, othersMay: 0)
    }

    /// - Parameter directory: a descriptor of `CredentialsDirectory`.
    /// - Returns: a descriptor, which the caller closes.
    package static func open(credential name: String, in directory: Int32) throws(Fault) -> Int32 {
        // Where a service manager gives a file of root's to the service by an access list, the list's mask stands
        // in the place of the group's rights. The directory lets nobody else come near it.
        try open(name, in: directory, othersMay: 0o040)
    }

    private static func open(_ path: String, in directory: Int32, othersMay: UInt32) throws(Fault) -> Int32 {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .absent
            case ELOOP: throw .symbolicLink
            case let code: throw .system(code)
            }
        }
        do throws(Fault) {
            try check(descriptor, othersMay)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func check(_ descriptor: Int32, _ othersMay: UInt32) throws(Fault) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw .system(errno) }
        guard found.st_mode & S_IFMT == S_IFREG else { throw .noRegularFile }
        guard found.st_uid == geteuid() || found.st_uid == 0 else { throw .foreignOwner(found.st_uid) }
        guard found.st_mode & 0o077 & ~othersMay == 0 else { throw .openToOthers(mode: found.st_mode & 0o777) }
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let parent = slash == path.startIndex ? "/" : String(path[..<slash])
        return (parent, String(path[path.index(after: slash)...]))
    }

    private static func isSame(_ directory: Int32, _ path: String) -> Bool {
        var (one, other) = (stat(), stat())
        guard unsafe fstat(directory, &one) == 0, unsafe stat(path, &other) == 0 else { return false }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }
}

extension PrivateFile.Fault: CustomStringConvertible {
    /// Goes on after what names the file.
    package var description: String {
        switch self {
        case .absent: "is not there"
        case .symbolicLink: "is a symbolic link"
        case .noRegularFile: "is no regular file"
        case .foreignOwner(let user): "belongs to uid \(user)"
        case .openToOthers(let mode):
            "has mode \(String(mode, radix: 8)): others may not have any right to it (chmod 0400); only in a "
                + "$CREDENTIALS_DIRECTORY that is closed to others it may be 0440"
        case .system(let code): "cannot be read: \(Self.text(code))"
        }
    }

    private static func text(_ code: Int32) -> String {
        // strerror(3): MT-Safe since glibc 2.32.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
