internal import ManagementAPI

/// The books as text.
enum AuditText {
    static func lines(_ answer: AuditAnswer) -> [String] {
        var units = Table(
            "UNIT", "ISSUED", "REDEEMED", "OUTSTANDING", "RECEIVED", "UNISSUED", "PAID OUT", "FEES", "KEPT", "OFF BY")
        for unit in answer.units {
            units.add(
                unit.unit, "\(unit.issued)", "\(unit.redeemed)", "\(unit.outstanding)", "\(unit.received)",
                "\(unit.unissued)", "\(unit.paidOut)", "\(unit.inputFees)", "\(unit.kept)", "\(unit.difference)")
        }
        var keysets = Table("KEYSET", "UNIT", "ISSUED", "REDEEMED", "OUTSTANDING")
        for keyset in answer.keysets {
            keysets.add(
                keyset.id, keyset.unit, "\(keyset.issued)", "\(keyset.redeemed)", "\(keyset.outstanding)")
        }
        let breaches = answer.breaches.map { "BREACH: \(Table.plain($0))" }
        let poisoned = answer.poisoned.map { "POISONED: operation \($0) (see 'mintctl saga show \($0)')" }
        let verdict = answer.isClean ? ["the books balance, and no operation needs a hand"] : breaches + poisoned
        return units.lines + [""] + keysets.lines + [""] + verdict
    }
}
