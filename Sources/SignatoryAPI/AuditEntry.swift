package import CashuCrypto

/// One line of the signatory's audit log. Each carries a code over itself and the one before, with a key that only the
/// seed gives: who can write the database can neither change, remove nor add a line unnoticed.
package struct AuditEntry: Sendable, Equatable {
    /// 1 for the first.
    package let number: UInt64
    /// Unix seconds.
    package let at: UInt64
    /// Who did it: `uid 0`, or `signatory`.
    package let actor: String
    /// Such as `rotated` or `refused`.
    package let kind: String
    package let detail: String
    package let code: FixedBytes<32>

    package static let maximumActorBytes = 32
    package static let maximumKindBytes = 32
    package static let maximumDetailBytes = 512

    package init(
        number: UInt64, at: UInt64, actor: String, kind: String, detail: String, code: FixedBytes<32>
    ) {
        self.number = number
        self.at = at
        self.actor = actor
        self.kind = kind
        self.detail = detail
        self.code = code
    }
}

/// A part of the audit log.
package struct AuditPage: Sendable, Equatable {
    /// In the order of their numbers.
    package let entries: [AuditEntry]
    /// Of the whole log; 0 for an empty one.
    package let lastNumber: UInt64
    /// Whether each of the entries follows from the one before.
    package let isIntact: Bool

    package static let maximumCount = 64

    package init(entries: [AuditEntry], lastNumber: UInt64, isIntact: Bool) {
        self.entries = entries
        self.lastNumber = lastNumber
        self.isIntact = isIntact
    }
}
