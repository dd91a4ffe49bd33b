package import Cashu
internal import CashuStorage
package import Storage

/// The line that an operation leaves in the books. All amounts but `paidMsat` in the unit.
package struct CompletedOperation: Sendable, Equatable {
    package let operation: OperationID
    package let kind: OperationKind
    package let unit: CurrencyUnit
    package let quoteID: String?
    /// Ecash taken back.
    package let redeemed: UInt64
    /// Ecash given out.
    package let issued: UInt64
    package let inputFee: UInt64
    /// What the payment of a melt was charged. Together with what was issued and the fee never more than was redeemed.
    package let paid: UInt64
    /// Paid out with its fees, over Lightning or to a mint quote of this mint.
    package let paidMsat: UInt64

    package init(
        operation: OperationID, kind: OperationKind, unit: CurrencyUnit, quoteID: String?, redeemed: UInt64,
        issued: UInt64, inputFee: UInt64, paid: UInt64, paidMsat: UInt64
    ) {
        self.operation = operation
        self.kind = kind
        self.unit = unit
        self.quoteID = quoteID
        self.redeemed = redeemed
        self.issued = issued
        self.inputFee = inputFee
        self.paid = paid
        self.paidMsat = paidMsat
    }
}

extension WriteTransaction {
    package mutating func record(_ completed: CompletedOperation, at now: UInt64) throws(StoreError) {
        try change(
            1, "operation recorded",
            """
            INSERT INTO completed_operation (operation_id, kind, unit, quote_id, redeemed, issued, input_fee, \
            paid, paid_msat, completed_at)
            VALUES (\(completed.operation), \(completed.kind.rawValue), \(completed.unit.name), \
            \(completed.quoteID), \(completed.redeemed), \(completed.issued), \(completed.inputFee), \
            \(completed.paid), \(completed.paidMsat), \(now))
            """)
    }
}
