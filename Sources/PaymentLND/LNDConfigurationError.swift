/// The files that the mint needs to use a node.
package enum LNDFile: String, Sendable {
    case certificate = "cert_file"
    case macaroon = "macaroon_file"
    case preimageKey = "preimage_key_file"
}

package enum LNDConfigurationError: Error, Sendable, Equatable {
    case address(String)
    /// The file, its path, and what is wrong with it.
    case unusable(LNDFile, String, String)
}

extension LNDConfigurationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .address(let reason): "address of the LND node: \(reason)"
        case .unusable(let file, let path, let reason): "\(file.rawValue) of the LND node, \(path): \(reason)"
        }
    }
}
