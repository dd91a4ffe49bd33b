package import CashuSecrets
internal import PrivateFiles

/// Why the seed was not read. Never holds a word of it.
package enum SeedFileError: Error, Sendable, Equatable {
    case absent
    /// An errno of open(2).
    case unopened(Int32)
    case symbolicLink
    case noRegularFile
    case foreignOwner(UInt32)
    /// The mode gives rights to others than the owner.
    case openToOthers(mode: UInt32)
    /// The service manager gave no credentials.
    case noCredentials
    /// An errno of open(2).
    case noCredentialsDirectory(Int32)
    case openCredentialsDirectory(mode: UInt32)
    /// An errno of a file that was opened.
    case unread(Int32)
    case tooLong
    case words(MnemonicError)
    /// A passphrase is configured, and the seed is in clear.
    case notSealed
    /// The seed is sealed, and no passphrase is configured.
    case sealed
    case seal(SealError)
    case emptyPassphrase
    /// The passphrase was not read, for one of the other reasons.
    indirect case passphrase(SecretPlace, SeedFileError)

    init(_ error: SealError) {
        self = if case .content(let error) = error { .words(error) } else { .seal(error) }
    }

    init(_ fault: PrivateFile.Fault) {
        self =
            switch fault {
            case .absent: .absent
            case .symbolicLink: .symbolicLink
            case .noRegularFile: .noRegularFile
            case .foreignOwner(let user): .foreignOwner(user)
            case .openToOthers(let mode): .openToOthers(mode: mode)
            case .system(let code): .unopened(code)
            }
    }

    init(_ fault: CredentialsDirectory.Fault) {
        self =
            switch fault {
            case .unset: .noCredentials
            case .unopened(let code): .noCredentialsDirectory(code)
            case .openToOthers(let mode): .openCredentialsDirectory(mode: mode)
            }
    }

    /// What the operator has to mend.
    package enum Kind: Sendable {
        /// There is no such file.
        case absent
        /// The file may not be read by this user, or may be by others.
        case permission
        case content
        /// It is the passphrase of another seed, or the file was altered.
        case passphrase
        case system
    }

    package var kind: Kind {
        switch self {
        case .absent, .noCredentials, .noCredentialsDirectory: .absent
        case .unopened, .symbolicLink, .noRegularFile, .foreignOwner, .openToOthers, .openCredentialsDirectory:
            .permission
        case .unread, .seal(.noMemory), .seal(.noAES): .system
        case .seal(.wrongPassphrase): .passphrase
        case .tooLong, .words, .notSealed, .sealed, .seal, .emptyPassphrase: .content
        case .passphrase(_, let error): error.kind
        }
    }
}

extension SeedFileError: CustomStringConvertible {
    /// Goes on after what was read, such as "the seed file /x/seed".
    package var description: String {
        switch self {
        case .absent: "is not there: make one with 'signatory init'"
        case .unopened(let code), .unread(let code): "cannot be read: \(systemMessage(code))"
        case .symbolicLink: "is a symbolic link"
        case .noRegularFile: "is no regular file"
        case .foreignOwner(let user): "belongs to uid \(user)"
        case .openToOthers(let mode):
            "has mode \(String(mode, radix: 8)): others may not have any right to it (chmod 0400)"
        case .noCredentials: "is not there: CREDENTIALS_DIRECTORY is not set, as LoadCredential= of systemd would"
        case .noCredentialsDirectory(let code): "is not there: $CREDENTIALS_DIRECTORY: \(systemMessage(code))"
        case .openCredentialsDirectory(let mode):
            "is not safe: $CREDENTIALS_DIRECTORY has mode \(String(mode, radix: 8)) or another owner"
        case .tooLong: "is too long"
        case .words(let error): error.ofSeed
        case .notSealed: "is not encrypted, but a passphrase is configured: run 'signatory seed encrypt'"
        case .sealed: "is encrypted: name its passphrase by passphrase_file or passphrase_credential"
        case .seal(let error): error.ofSeed
        case .emptyPassphrase: "is empty"
        case .passphrase(let place, .absent): "needs its passphrase: the \(place) is not there"
        case .passphrase(let place, let error): "needs its passphrase: the \(place) \(error)"
        }
    }
}

extension MnemonicError {
    fileprivate var ofSeed: String {
        switch self {
        case .wordCount(let count): "holds \(count) words in place of 12 or 24"
        case .unknownWord(let position): "has a word, number \(position), that is not in BIP-39's English list"
        case .checksum: "has words that do not belong together: one of them is another, or their order is"
        }
    }
}

extension SealError {
    fileprivate var ofSeed: String {
        switch self {
        case .wrongPassphrase: "cannot be opened: wrong passphrase or altered file"
        case .malformed: "is no encrypted seed of this program, or was cut short"
        case .newerVersion: "was encrypted by a newer release"
        case .noMemory: "cannot be opened: scrypt needs 128 MiB of memory"
        case .noAES: "needs AES-GCM, for which this processor has no instructions (AES-NI): keep the seed in clear here"
        case .content(let error): error.ofSeed
        }
    }
}
