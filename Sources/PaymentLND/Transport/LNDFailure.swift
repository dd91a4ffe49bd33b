/// Why a call to the node brought no answer that could be used. None of the texts repeats the macaroon.
enum LNDFailure: Error, Sendable, Equatable {
    /// No connection came about: nothing was sent.
    case unreachable(String)
    /// Nothing was sent: whoever listens there has another certificate than the one that is trusted.
    case untrusted(String)
    /// The request was sent, or may have been, and the answer did not come, or not wholly. It may have been obeyed.
    case interrupted(String)
    /// An answer came and was not understood. It may have been obeyed.
    case unreadable(String)
    /// The node says no.
    case refused(LNDStatus)
}

extension LNDFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreachable(let reason): "the LND node is not reachable: \(reason)"
        case .untrusted(let reason): "what answers at the address of the LND node is not trusted: \(reason)"
        case .interrupted(let reason): "the LND node did not answer: \(reason)"
        case .unreadable(let reason): "the LND node's answer is not understood: \(reason)"
        case .refused(let status): "the LND node refused: \(status)"
        }
    }
}
