/// Why a secret was not found where a configuration says that it is. It repeats nothing of what stands there: that may
/// be the secret itself.
enum SecretError: Error {
    case noName
    case noVariable
    case relativePath
    case file(Cause)

    enum Cause: Error {
        case absent
        case symbolicLink
        case noRegularFile
        case foreignOwner(UInt32)
        /// The mode gives rights to others than the owner.
        case openToOthers(mode: UInt32)
        /// Empty, no UTF-8, or far too long.
        case noText
        /// An errno.
        case system(Int32)
    }
}

extension SecretError: CustomStringConvertible {
    /// Goes on after the key that refers to it.
    var description: String {
        switch self {
        case .noName: "must have a variable's name after env:, of letters, digits and _, and of at most 64"
        case .noVariable: "names a variable of the environment that is not set"
        case .relativePath: "must have an absolute path after file:"
        case .file(let cause): "names a file that \(cause)"
        }
    }
}

extension SecretError.Cause: CustomStringConvertible {
    var description: String {
        switch self {
        case .absent: "is not there"
        case .symbolicLink: "is a symbolic link"
        case .noRegularFile: "is no regular file"
        case .foreignOwner(let user): "belongs to uid \(user)"
        case .openToOthers(let mode):
            "has mode \(String(mode, radix: 8)): others may not have any right to it (chmod 0400)"
        case .noText: "does not hold one line of text"
        case .system(let code): "cannot be read (errno \(code))"
        }
    }
}
