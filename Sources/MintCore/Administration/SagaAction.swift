package import CashuCrypto

/// What an operator wants done about an operation.
package enum SagaAction: Sendable, Equatable {
    /// What recovery does, now.
    case retry
    /// Gives back what it holds.
    /// - Parameter isForced: also when the backend cannot say what became of the payment. Should it succeed after all,
    ///   the mint loses it.
    case release(isForced: Bool)
    /// The payment was made, at this cost: its wallet pays for it. Each may be left to a backend that says so itself.
    case settle(preimage: FixedBytes<32>?, spentMsat: UInt64?)
}

/// What came of it.
package struct SagaResolution: Sendable, Equatable {
    /// Whether the operation is over.
    package let isOver: Bool
    /// In words for the operator.
    package let detail: String
}
