/// The books, checked at this moment.
package struct AuditAnswer: Codable, Sendable {
    package let units: [UnitMessage]
    package let keysets: [KeysetMessage]
    /// What is wrong; empty when nothing is.
    package let breaches: [String]
    /// Operations that need a hand.
    package let poisoned: [String]

    package init(units: [UnitMessage], keysets: [KeysetMessage], breaches: [String], poisoned: [String]) {
        self.units = units
        self.keysets = keysets
        self.breaches = breaches
        self.poisoned = poisoned
    }

    package var isClean: Bool { breaches.isEmpty && poisoned.isEmpty }
}

/// The books of one unit: (issued - redeemed) - (received - unissued - paid out - input fees - kept) is `difference`.
package struct UnitMessage: Codable, Sendable {
    package var unit: String
    package var issued: UInt64
    package var redeemed: UInt64
    package var outstanding: Int64
    package var received: UInt64
    package var unissued: UInt64
    package var paidOut: UInt64
    package var inputFees: UInt64
    package var kept: UInt64
    package var difference: Int64
    package var quoteDifference: Int64
    package var shortfalls: UInt64

    package init(
        unit: String, issued: UInt64, redeemed: UInt64, outstanding: Int64, received: UInt64, unissued: UInt64,
        paidOut: UInt64, inputFees: UInt64, kept: UInt64, difference: Int64, quoteDifference: Int64,
        shortfalls: UInt64
    ) {
        self.unit = unit
        self.issued = issued
        self.redeemed = redeemed
        self.outstanding = outstanding
        self.received = received
        self.unissued = unissued
        self.paidOut = paidOut
        self.inputFees = inputFees
        self.kept = kept
        self.difference = difference
        self.quoteDifference = quoteDifference
        self.shortfalls = shortfalls
    }
}

package struct KeysetMessage: Codable, Sendable {
    package let id: String
    package let unit: String
    package let issued: UInt64
    package let redeemed: UInt64
    package let outstanding: Int64

    package init(id: String, unit: String, issued: UInt64, redeemed: UInt64, outstanding: Int64) {
        self.id = id
        self.unit = unit
        self.issued = issued
        self.redeemed = redeemed
        self.outstanding = outstanding
    }
}
