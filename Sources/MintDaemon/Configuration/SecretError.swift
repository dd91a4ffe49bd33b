internal import PrivateFiles

/// Why a secret was not found where a configuration says that it is. It repeats nothing of what stands there: that may
/// be the secret itself.
enum SecretError: Error {
    case noName
    case noVariable
    case relativePath
    case file(Cause)

    enum Cause: Error {
        case refused(PrivateFile.Fault)
        /// Empty, no UTF-8, or far too long.
        case noText
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
        case .refused(let fault): "\(fault)"
        case .noText: "does not hold one line of text"
        }
    }
}
