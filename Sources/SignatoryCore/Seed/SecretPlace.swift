package import CashuSecrets
internal import Glibc

/// Where a secret of the operator is kept: the seed, or the passphrase of it.
package enum SecretPlace: Sendable, Hashable {
    /// A file that only its owner may read.
    case file(String)
    /// A credential of the service manager: the file of this name in $CREDENTIALS_DIRECTORY.
    case credential(String)

    /// What a secret may have at most: 24 words need 215 bytes, a sealed seed 686; the rest is for white space.
    package static let maximumBytes = 1_024

    /// Refuses a link, and what others may read or write.
    package func read() throws(SeedFileError) -> SecretBuffer {
        let descriptor = try opened()
        defer { close(descriptor) }
        var content = SecretBuffer(capacity: Self.maximumBytes)
        let code = content.read(descriptor)
        guard code == 0 else { throw .unread(code) }
        guard !content.isFull else { throw .tooLong }
        return content
    }

    private func opened() throws(SeedFileError) -> Int32 {
        switch self {
        case .file(let path):
            let descriptor = try Self.open(path, in: AT_FDCWD)
            return try Self.checked(descriptor, othersMay: 0)
        case .credential(let name):
            let directory = try Self.credentialsDirectory()
            defer { close(directory) }
            let descriptor = try Self.open(name, in: directory)
            // Where a service manager gives a file of root's to the service by an access list, the list's mask stands
            // in the place of the group's rights. The directory lets nobody else come near it.
            return try Self.checked(descriptor, othersMay: 0o040)
        }
    }

    private static func open(_ path: String, in directory: Int32) throws(SeedFileError) -> Int32 {
        // Without O_NONBLOCK a pipe in place of the file would be waited for.
        let descriptor = unsafe openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .absent
            case ELOOP: throw .symbolicLink
            case let code: throw .unopened(code)
            }
        }
        return descriptor
    }

    /// systemd.exec(5), "LoadCredential=": the directory belongs to root or to the user of the service.
    private static func credentialsDirectory() throws(SeedFileError) -> Int32 {
        guard let path = unsafe getenv("CREDENTIALS_DIRECTORY") else { throw .noCredentials }
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .noCredentialsDirectory(errno) }
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0, found.st_uid == geteuid() || found.st_uid == 0,
            found.st_mode & 0o027 == 0
        else {
            close(descriptor)
            throw .openCredentialsDirectory(mode: found.st_mode & 0o777)
        }
        return descriptor
    }

    /// Closes the descriptor unless it is a file of this user, or of root, that gives others no more than `othersMay`.
    private static func checked(_ descriptor: Int32, othersMay allowed: UInt32) throws(SeedFileError) -> Int32 {
        do throws(SeedFileError) {
            var found = stat()
            guard unsafe fstat(descriptor, &found) == 0 else { throw .unread(errno) }
            guard found.st_mode & S_IFMT == S_IFREG else { throw .noRegularFile }
            guard found.st_uid == geteuid() || found.st_uid == 0 else { throw .foreignOwner(found.st_uid) }
            guard found.st_mode & 0o077 & ~allowed == 0 else { throw .openToOthers(mode: found.st_mode & 0o777) }
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }
}

extension SecretPlace: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let path): "file \(path)"
        case .credential(let name): "credential \(name)"
        }
    }
}
