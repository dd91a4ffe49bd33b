package import Cashu
package import MintStore

/// What the mint owes and what it has, in millisatoshi.
package struct SolvencyReport: Sendable, Equatable {
    package let ownedMsat: UInt64
    /// What may have left the node for payments that are not in the books yet: its ecash still counts as owed.
    package let pendingMsat: UInt64
    /// All ecash, and what was received and not taken as ecash yet.
    package let owedMsat: UInt64

    /// `nil` when it owes nothing.
    var ratio: Double? { owedMsat == 0 ? nil : Double(assets) / Double(owedMsat) }

    package func fulfils(_ rule: SolvencyRule) -> Bool {
        let has = assets.multipliedFullWidth(by: 1_000_000)
        let needs = owedMsat.multipliedFullWidth(by: rule.partsPerMillion)
        return (has.high, has.low) >= (needs.high, needs.low)
    }

    private var assets: UInt64 {
        let (sum, isOver) = ownedMsat.addingReportingOverflow(pendingMsat)
        return isOver ? .max : sum
    }
}

extension SolvencyReport {
    /// `nil` when a unit has no rate: what is owed in it cannot be compared with bitcoin.
    /// - Parameter rate: at which the mint would pay a unit out now.
    package init?(
        ownedMsat: UInt64, books: [Conservation], pending: [PendingPayments], rate: (CurrencyUnit) -> UnitRate?
    ) {
        var owed: UInt64 = 0
        for unit in books where unit.outstanding > 0 || unit.unissued > 0 {
            let outstanding = UInt64(clamping: unit.outstanding)
            guard let amount = Money.add(outstanding, unit.unissued), let msat = rate(unit.unit)?.msat(for: amount),
                let sum = Money.add(owed, msat)
            else { return nil }
            owed = sum
        }
        var onTheWay: UInt64 = 0
        for payments in pending {
            guard let msat = rate(payments.unit)?.msat(for: payments.amount), let sum = Money.add(onTheWay, msat)
            else { return nil }
            onTheWay = sum
        }
        self.init(ownedMsat: ownedMsat, pendingMsat: onTheWay, owedMsat: owed)
    }
}
