/// Why a socket cannot be served.
package enum LocalSocketError: Error, Sendable, Equatable {
    case pathTooLong(String)
    /// The directory of the socket is absent, no directory, of a stranger, or writable by others.
    case unsafeDirectory(String, problem: String)
    /// A socket that was inherited is none to serve: others may connect to it, or it is of another kind.
    case unsafeSocket(String, problem: String)
    /// Something stands at the path that is no socket of ours to replace.
    case pathOccupied(String, problem: String)
    /// Another process serves this path.
    case alreadyServed(String)
    case system(String, problem: String)
}

extension LocalSocketError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .pathTooLong(let path): "the path of a Unix socket has at most 107 bytes: \(path)"
        case .unsafeDirectory(let path, let problem): "\(path) is no safe place for a socket: \(problem)"
        case .unsafeSocket(let socket, let problem): "\(socket) is no socket to serve: \(problem)"
        case .pathOccupied(let path, let problem): "\(path) is taken: \(problem)"
        case .alreadyServed(let path): "\(path) is served by another process"
        case .system(let path, let problem): "\(path): \(problem)"
        }
    }
}
