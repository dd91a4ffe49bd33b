internal import Glibc

/// What a service manager gives to one process alone: the files in $CREDENTIALS_DIRECTORY (systemd.exec(5),
/// "LoadCredential=").
package enum CredentialsDirectory {
    package enum Fault: Error, Sendable, Equatable {
        /// The service manager gave none.
        case unset
        /// An errno of open(2).
        case unopened(Int32)
        /// Others could have put a file there or read one, or it is another user's.
        case openToOthers(mode: UInt32)
    }

    /// Of this process.
    package static var path: String? {
        // The C library forbids this only beside setenv(3), which nothing here calls.
        guard let value = unsafe getenv("CREDENTIALS_DIRECTORY") else { return nil }
        return unsafe String(cString: value)
    }

    /// It belongs to root or to the user of the service.
    ///
    /// - Returns: a descriptor, which the caller closes.
    package static func open(_ path: String? = path) throws(Fault) -> Int32 {
        guard let path else { throw .unset }
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unopened(errno) }
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0, found.st_uid == geteuid() || found.st_uid == 0,
            found.st_mode & 0o027 == 0
        else {
            close(descriptor)
            throw .openToOthers(mode: found.st_mode & 0o777)
        }
        return descriptor
    }
}
