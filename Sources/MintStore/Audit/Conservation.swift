package import Cashu
internal import CashuStorage
package import Storage

/// The books of one unit, as the view `conservation` shows them. All amounts in the unit.
package struct Conservation: Sendable, Equatable {
    package let unit: CurrencyUnit
    /// Every signature that was ever stored.
    package let issued: UInt64
    /// Every proof that was ever spent. A pending one is not.
    package let redeemed: UInt64
    /// What mint quotes were paid, over Lightning or within the mint.
    package let received: UInt64
    /// Of that, what nobody has taken as ecash yet.
    package let unissued: UInt64
    /// What melts were charged for their payments.
    package let paidOut: UInt64
    package let inputFees: UInt64
    /// What wallets left to the mint: change for which they sent too few blank outputs.
    package let kept: UInt64
    /// (issued − redeemed) − (received − unissued − paid out − input fees − kept): zero.
    package let difference: Int64
    /// What the quotes say was issued for them, less what the operations say: zero.
    package let quoteDifference: Int64
    /// Operations that gave more than they took: none.
    package let shortfalls: UInt64

    package var outstanding: Int64 { Int64(clamping: issued) - Int64(clamping: redeemed) }

    package var isHeld: Bool { difference == 0 && quoteDifference == 0 && shortfalls == 0 && outstanding >= 0 }
}

/// The ecash of one keyset, as the view `keyset_balance` shows it.
package struct KeysetBalance: Sendable, Equatable {
    package let keysetID: KeysetID
    package let unit: CurrencyUnit
    package let issued: UInt64
    package let redeemed: UInt64
    /// Below zero when more was redeemed than was ever signed: forged.
    package let outstanding: Int64
}

/// What is reserved for an operation that is not there: nothing will ever release it.
package struct Strays: Sendable, Equatable {
    package let proofs: UInt64
    package let outputs: UInt64
    package let meltQuotes: UInt64

    package var areNone: Bool { proofs == 0 && outputs == 0 && meltQuotes == 0 }
}

extension ReadTransaction {
    /// One line for each unit. Reads every proof and signature.
    package borrowing func conservation() throws(StoreError) -> [Conservation] {
        try decode(rows(Conservation.selection), Conservation.init(row:))
    }

    /// One line for each keyset. Reads every proof and signature.
    package borrowing func keysetBalances() throws(StoreError) -> [KeysetBalance] {
        try decode(
            rows("SELECT keyset_id, unit, issued, redeemed, outstanding FROM keyset_balance ORDER BY unit, keyset_id")
        ) { (row) throws(DatabaseError) in
            KeysetBalance(
                keysetID: try row.keysetID(0), unit: try row.unit(1), issued: try row.unsigned(2),
                redeemed: try row.unsigned(3), outstanding: try row.integer(4))
        }
    }

    package borrowing func strays() throws(StoreError) -> Strays {
        let counts = try decode(
            rows(
                """
                SELECT (
                    SELECT COUNT(*) FROM pending_proof LEFT JOIN saga ON saga.operation_id = pending_proof.operation_id
                    WHERE saga.operation_id IS NULL
                ), (
                    SELECT COUNT(*) FROM pending_output LEFT JOIN saga ON saga.operation_id = pending_output.operation_id
                    WHERE saga.operation_id IS NULL
                ), (
                    SELECT COUNT(*) FROM melt_quote LEFT JOIN saga ON saga.quote_id = melt_quote.id
                    WHERE melt_quote.state = 'PENDING' AND saga.operation_id IS NULL
                )
                """)
        ) { (row) throws(DatabaseError) in
            Strays(proofs: try row.unsigned(0), outputs: try row.unsigned(1), meltQuotes: try row.unsigned(2))
        }
        guard let strays = counts.first else { throw .conflict("no count of strays") }
        return strays
    }
}

extension Conservation {
    static let selection: SQL = """
        SELECT unit, issued, redeemed, received, unissued, paid_out, input_fees, kept, difference, quote_difference, \
        shortfalls FROM conservation ORDER BY unit
        """

    init(row: Row) throws(DatabaseError) {
        unit = try row.unit(0)
        issued = try row.unsigned(1)
        redeemed = try row.unsigned(2)
        received = try row.unsigned(3)
        unissued = try row.unsigned(4)
        paidOut = try row.unsigned(5)
        inputFees = try row.unsigned(6)
        // Below zero only together with a shortfall, which says it.
        kept = UInt64(clamping: try row.integer(7))
        difference = try row.integer(8)
        quoteDifference = try row.integer(9)
        shortfalls = try row.unsigned(10)
    }
}
