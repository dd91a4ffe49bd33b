/// NUT-07. Absence from the database is UNSPENT: the mint cannot know which secrets exist.
package enum ProofState: String, Sendable, CaseIterable {
    /// Valid transitions to: pending.
    case unspent = "UNSPENT"
    /// Reserved by one operation. Valid transitions to: spent, unspent.
    case pending = "PENDING"
    /// Final.
    case spent = "SPENT"
}
