internal import Cashu
package import MintStore
internal import Storage

/// An operation that is not over, as an operator sees it.
package struct OpenSaga: Sendable {
    /// Who is to bring it to its end.
    package enum Keeper: String, Sendable {
        /// This process, which works on it at this moment.
        case running
        /// This process, which looks at it again in its next round of recovery.
        case here
        /// Another process, which lives.
        case elsewhere
        /// Another process, which has ended: the next round of recovery takes it over.
        case ended
    }

    package let stored: StoredSaga
    package let keeper: Keeper
    /// How often recovery has failed to end it, here and since this process started; and why, the last time.
    package let failures: Int
    package let lastError: String?
    /// Whether it needs a hand: recovery fails again and again, or cannot even read it.
    package let isPoisoned: Bool

    /// `nil` when the row is unreadable.
    package var row: SagaRow? { try? stored.row.get() }

    /// The id that names it to an operator: of one that is none, its digits.
    package var name: String { SagaReference(bytes: stored.raw.operation).text }
}
