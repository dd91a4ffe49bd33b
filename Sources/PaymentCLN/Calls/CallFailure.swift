/// Why a call has no result. The cases differ in what they say about the node: whether it did anything.
enum CallFailure: Error, Sendable, Equatable {
    /// Nothing left this process.
    case notSent(String)
    /// Somebody else answers than who was configured, as its certificate shows. Nothing left this process but that.
    case untrusted(String)
    /// The node would not even look at the call: the rune is none of its own, or blacklisted.
    case unauthenticated(String)
    /// The node would not even look at the call: the rune does not allow the method.
    case forbidden(String)
    /// The node's answer.
    case node(NodeError)
    /// The connection ended first. The call may have arrived, and may have been obeyed.
    case cut(String)
    /// The call may have arrived, and may have been obeyed; there is no answer in time, or none that can be read.
    case lost(String)
}

extension CallFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .notSent(let reason): "Core Lightning cannot be reached: \(reason)"
        case .untrusted(let reason): "Core Lightning is not recognized: \(reason)"
        case .unauthenticated(let reason): "Core Lightning does not know the rune: \(reason)"
        case .forbidden(let reason): "Core Lightning does not allow it: \(reason)"
        case .node(let error): "\(error)"
        case .cut(let reason), .lost(let reason): "Core Lightning gave no answer: \(reason)"
        }
    }
}
