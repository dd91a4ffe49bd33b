package import CashuSecrets
internal import Glibc
internal import PrivateFiles

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
            do throws(PrivateFile.Fault) { return try PrivateFile.open(path) } catch { throw SeedFileError(error) }
        case .credential(let name):
            let directory = try Self.credentialsDirectory()
            defer { close(directory) }
            do throws(PrivateFile.Fault) {
                return try PrivateFile.open(credential: name, in: directory)
            } catch {
                throw SeedFileError(error)
            }
        }
    }

    private static func credentialsDirectory() throws(SeedFileError) -> Int32 {
        do throws(CredentialsDirectory.Fault) {
            return try CredentialsDirectory.open()
        } catch {
            throw SeedFileError(error)
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
