package import CashuSecrets

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
    /// An errno of a file that was opened.
    case unread(Int32)
    case tooLong
    case words(MnemonicError)

    /// What the operator has to mend.
    package enum Kind: Sendable {
        /// There is no such file.
        case absent
        /// The file may not be read by this user, or may be by others.
        case permission
        case content
        case system
    }

    package var kind: Kind {
        switch self {
        case .absent: .absent
        case .unopened, .symbolicLink, .noRegularFile, .foreignOwner, .openToOthers: .permission
        case .unread: .system
        case .tooLong, .words: .content
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
        case .tooLong: "is too long"
        case .words(.wordCount(let count)): "holds \(count) words in place of 12 or 24"
        case .words(.unknownWord(let position)): "has a word, number \(position), that is not in BIP-39's English list"
        case .words(.checksum): "has words that do not belong together: one of them is another, or their order is"
        }
    }
}
