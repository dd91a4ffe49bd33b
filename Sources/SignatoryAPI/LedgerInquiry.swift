package import Cashu
package import CashuCrypto

/// How far a mint's books have come, and the keysets of which it wants to know what was signed.
package struct LedgerInquiry: Sendable, Equatable {
    /// Of the mint's database, made with it. Several processes on one database are one mint.
    package let mint: FixedBytes<16>
    /// How many operations the mint has completed: a number that is on its disk, and never goes back.
    package let completedOperations: UInt64
    /// At most `maximumKeysets`.
    package let keysets: [KeysetID]

    /// 16 keysets of 64 amounts fill a frame.
    package static let maximumKeysets = 16

    package init(mint: FixedBytes<16>, completedOperations: UInt64, keysets: [KeysetID]) {
        self.mint = mint
        self.completedOperations = completedOperations
        self.keysets = keysets
    }
}

/// What the signatory has in its books.
package struct LedgerReport: Sendable, Equatable {
    /// What was ever signed, without what is zero.
    package let issued: [IssuedAmount]
    /// The number of the last entry of its audit log, which never goes back.
    package let auditNumber: UInt64

    package init(issued: [IssuedAmount], auditNumber: UInt64) {
        self.issued = issued
        self.auditNumber = auditNumber
    }
}

/// How many outputs of one amount were signed by one keyset.
package struct IssuedAmount: Sendable, Hashable {
    package let keysetID: KeysetID
    package let amount: UInt64
    package let outputs: UInt64

    package init(keysetID: KeysetID, amount: UInt64, outputs: UInt64) {
        self.keysetID = keysetID
        self.amount = amount
        self.outputs = outputs
    }
}
