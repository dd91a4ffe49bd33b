package import Storage

/// Some of the mint quotes, in the order of their expiry.
package struct MintQuotePage: Sendable {
    /// A row that cannot be read is an error of its own and hides no other.
    package let quotes: [Result<MintQuote, DatabaseError>]
    /// Where the next page begins; `nil` when this one is empty.
    package let last: Position?

    package struct Position: Sendable, Equatable {
        package let expiry: UInt64
        package let id: String

        /// Before all quotes that expire at `earliest` or later.
        package init(expiringFrom earliest: UInt64) {
            expiry = earliest
            id = ""
        }

        /// Of a row as `MintQuote.selection` gives it.
        init(row: Row) throws(DatabaseError) {
            expiry = try row.unsigned(7)
            id = try row.text(0)
        }
    }
}
