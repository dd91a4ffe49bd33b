/// NUT-07. Absence from the database is UNSPENT: the mint cannot know which secrets exist.
package enum ProofState: String, Sendable, CaseIterable {
    case unspent = "UNSPENT"
    /// Reserved by one operation.
    case pending = "PENDING"
    /// Final.
    case spent = "SPENT"
}
