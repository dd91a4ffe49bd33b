import Cashu
import CashuCrypto
import ProcessTestSupport

/// Permitted are two ends: all inputs UNSPENT and nothing signed, or all inputs SPENT and everything signed.
struct Judge {
    let facts: Facts
    let ledger: any LightningLedger
    /// The quotes of melts whose rows say that the node may have been asked.
    let attempted: Set<String>
    let now: UInt64
    let purse: Purse
    /// In the end nothing may wait any more.
    let isLast: Bool

    func verdict(on request: Request) -> Verdict {
        switch request.kind {
        case .swap: end(of: request, spent: inputsAre("SPENT", request), free: inputsAre("UNSPENT", request))
        case .mint(let invoice): verdict(on: request, invoice)
        case .melt(let payment): verdict(on: request, payment)
        }
    }

    private func verdict(on request: Request, _ invoice: Invoice) -> Verdict {
        let state = facts.mintQuotes[invoice.quote]
        return end(of: request, spent: state == "ISSUED", free: state == "PAID")
    }

    private func verdict(on request: Request, _ payment: Payment) -> Verdict {
        guard let quote = facts.meltQuotes[payment.quote] else { return between(request, "the quote is gone") }
        let outcome = ledger.outcome(payment.paymentHash, at: now)
        switch quote.state {
        case "PAID": return paid(request, payment, quote, outcome)
        case "UNPAID":
            switch outcome {
            case .none, .failed, .failedOfLate: return end(of: request, spent: false, free: inputsAre("UNSPENT", request))
            case .open, .settled:
                return .between(
                    Damage(why: "given back, though the payment is \(outcome)", doubled: request.inputs.total))
            }
        case "PENDING":
            guard inputsAre("PENDING", request), signed(request).isEmpty else {
                return between(request, "a quote that is PENDING")
            }
            let isAttempted = outcome == .none && attempted.contains(payment.quote)
            let mayWait = !isLast && (outcome == .open || outcome == .failedOfLate || isAttempted)
            return mayWait
                ? .open : .between(Damage(why: "PENDING, though the payment is \(outcome)", isStuck: true))
        default: return between(request, "a quote that is \(quote.state)")
        }
    }

    /// NUT-08: everything beyond the price is given back, as far as the blank outputs go.
    private func paid(
        _ request: Request, _ payment: Payment, _ quote: Purse.MeltQuote, _ outcome: PaymentFact
    ) -> Verdict {
        guard inputsAre("SPENT", request) else { return between(request, "a quote that is PAID") }
        guard let price = price(of: payment, outcome) else {
            return between(request, "a quote that is PAID, though the payment is \(outcome)")
        }
        let change = Self.change(request, price: price, purse)
        let signed = signed(request)
        guard signed.map(\.amount) == change, quote.change ?? [] == signed else {
            let missing = Money.subtract(change.reduce(0, +), signed.map(\.amount).reduce(0, +)) ?? 0
            let amounts = signed.map(\.amount)
            return .between(
                Damage(
                    why: "the change is \(amounts) and not \(change), the quote names \(quote.change ?? [])",
                    lost: missing, doubled: missing == 0 ? amounts.reduce(0, +) : 0))
        }
        return .done(signed)
    }

    /// In satoshi; `nil` when nobody was paid.
    private func price(of payment: Payment, _ outcome: PaymentFact) -> UInt64? {
        if payment.isInside { return payment.amount }
        guard case .settled(let msat) = outcome else { return nil }
        return Self.price(of: payment, msat: msat)
    }

    static func price(of payment: Payment, msat: UInt64) -> UInt64 {
        min(max((msat + 999) / 1_000, payment.amount), payment.amount + payment.feeReserve)
    }

    /// What a paid melt gives back.
    static func change(_ request: Request, price: UInt64, _ purse: Purse) -> [UInt64] {
        let rest = Money.subtract(request.inputs.total, request.inputFee(ppk: purse.inputFeePPK) + price) ?? 0
        return Money.split(rest, into: purse.keys.amounts, limit: request.outputs.count)
    }

    /// - Parameters:
    ///   - spent: whether what it takes was taken.
    ///   - free: whether nothing was.
    private func end(of request: Request, spent: Bool, free: Bool) -> Verdict {
        let signed = signed(request)
        if free, signed.isEmpty { return .undone }
        guard spent, signed.count == request.outputs.count else { return between(request, "in the end") }
        guard zip(signed, request.outputs).allSatisfy({ $0.amount == $1.message.amount }) else {
            return between(request, "signatures of other amounts")
        }
        return .done(signed)
    }

    private func between(_ request: Request, _ why: String) -> Verdict {
        let states = request.inputs.map { facts.states[$0.point] ?? "unknown" }
        let signed = signed(request).map(\.amount).reduce(0, +)
        let asked = request.outputs.map(\.message.amount).reduce(0, +)
        var damage = Damage(why: "\(why): inputs \(states), signed \(signed) of \(asked)")
        if case .mint(let invoice) = request.kind {
            let state = facts.mintQuotes[invoice.quote] ?? "unknown"
            damage.why += ", quote \(state)"
            if state == "ISSUED" { damage.lost = Money.subtract(asked, signed) ?? 0 } else { damage.doubled = signed }
        } else if states.contains("PENDING") {
            damage.isStuck = true
        } else if states.contains("UNSPENT") {
            damage.doubled = signed
            damage.lost = zip(request.inputs, states).filter { $1 == "SPENT" }.map(\.0).total
        } else {
            damage.lost = Money.subtract(request.inputs.total, signed) ?? 0
        }
        return .between(damage)
    }

    private func inputsAre(_ state: String, _ request: Request) -> Bool {
        request.inputs.allSatisfy { facts.states[$0.point] == state }
    }

    /// In the order of the outputs.
    private func signed(_ request: Request) -> [BlindSignature] {
        request.outputs.compactMap { facts.signatures[$0.message.point] }
    }
}
