/// Where a secret stands that a configuration refers to. Only the process that uses it looks there: others read the same
/// configuration.
package enum SecretFile: Sendable, Equatable {
    case path(String)
    /// What the service manager puts into a directory for one process alone (systemd.exec(5), LoadCredential=).
    case credential(String)

    /// - Parameter directory: what the service manager has set `CREDENTIALS_DIRECTORY` to.
    /// - Returns: `nil` for a credential, when this process was given none.
    package func path(credentials directory: String?) -> String? {
        switch self {
        case .path(let path): path
        case .credential(let name): directory.flatMap { $0.isEmpty ? nil : "\($0)/\(name)" }
        }
    }
}
