internal import Cashu

/// How much of a unit had been signed at one moment, as a line of the audit log: a ledger that says less was altered.
struct LedgerAnchor: Equatable, CustomStringConvertible {
    static let kind = "ledger"

    let unit: CurrencyUnit
    let outputs: UInt64
    /// At `Money.maximum` it is as much or more.
    let amount: UInt64

    var description: String { "\(unit) \(outputs) outputs amount \(amount)" }

    init(unit: CurrencyUnit, outputs: UInt64, amount: UInt64) {
        self.unit = unit
        self.outputs = outputs
        self.amount = amount
    }

    /// Of the text that `description` gives.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, words[2] == "outputs", words[3] == "amount", let unit = CurrencyUnit(String(words[0])),
            let outputs = UInt64(words[1]), let amount = UInt64(words[4])
        else { return nil }
        self.init(unit: unit, outputs: outputs, amount: amount)
    }

    /// Whether a ledger that has come to `later` may have been here before.
    func mayGrow(to later: LedgerAnchor) -> Bool {
        unit == later.unit && outputs <= later.outputs && amount <= later.amount
    }
}
