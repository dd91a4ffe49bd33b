/// What became of an operation that was interrupted.
package enum Recovery: Sendable {
    /// The mint had carried it out; `amount` came back to the wallet by it.
    case completed(WalletOperationKind, amount: UInt64)
    /// The mint had done nothing, and nothing has changed.
    case undone(WalletOperationKind)
    /// The mint has not finished.
    case pending(WalletOperationKind)
    /// It could not be found out; the next command tries again.
    case failed(WalletOperationKind, WalletError)
}

extension Recovery: CustomStringConvertible {
    package var description: String {
        switch self {
        case .completed(let kind, let amount): "an earlier \(kind.name) had been carried out; it brought \(amount)"
        case .undone(let kind): "an earlier \(kind.name) had not been carried out; nothing has changed"
        case .pending(let kind): "an earlier \(kind.name) is not finished"
        case .failed(let kind, let error): "what became of an earlier \(kind.name) could not be found out: \(error)"
        }
    }
}

extension WalletOperationKind {
    fileprivate var name: String {
        switch self {
        case .mint: "mint"
        case .swap: "swap"
        case .receive: "receipt"
        case .melt: "payment"
        }
    }
}
