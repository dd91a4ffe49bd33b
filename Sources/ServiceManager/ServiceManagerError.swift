/// Why this program and its service manager do not understand each other.
package enum ServiceManagerError: Error, Sendable, Equatable {
    /// What the manager put into the environment is not what sd_notify(3) or sd_listen_fds(3) says.
    case environment(String, problem: String)
    /// A socket that this program does not know, or the same one twice.
    case unexpectedSocket(String)
    case system(String, problem: String)
}

extension ServiceManagerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .environment(let variable, let problem): "the service manager's \(variable) \(problem)"
        case .unexpectedSocket(let name): "the service manager handed over a socket '\(name)' that is not expected"
        case .system(let what, let problem): "\(what): \(problem)"
        }
    }
}
