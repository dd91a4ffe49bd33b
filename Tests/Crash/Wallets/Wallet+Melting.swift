import Cashu
import Foundation
import Lightning
import ProcessTestSupport

extension Wallet {
    /// NUT-05 with an invoice of somebody else.
    mutating func pay() async throws {
        let inputs = draw()
        let fee = fee(of: inputs)
        // The reserve is two percent and at least 1.
        let most = inputs.total > fee + 2 ? (inputs.total - fee - 1) * 9 / 10 : 0
        guard most > 0 else { return coins += inputs }
        let amount = UInt64.random(in: (most / 3 + 1)...max(most, most / 3 + 1), using: &dice)
        let bill = try lightning.bill(amount, &dice)
        try await melt(
            bill.invoice, of: amount, script: bill.script, isSlow: bill.isSlow, isInside: false, with: inputs)
    }

    /// NUT-05 with an invoice of this mint: no node has to do with it.
    mutating func payInside() async throws {
        guard let invoice = market.take() else { return try await swap() }
        var inputs: [Coin] = []
        while inputs.total < invoice.amount + fee(of: inputs), let coin = coins.popLast() { inputs.append(coin) }
        guard inputs.total >= invoice.amount + fee(of: inputs) else { return coins += inputs }
        try await melt(invoice.request, of: invoice.amount, script: "", isSlow: false, isInside: true, with: inputs)
    }

    private mutating func melt(
        _ request: String, of amount: UInt64, script: String, isSlow: Bool, isInside: Bool, with inputs: [Coin]
    ) async throws {
        let purse = purse
        guard let answer = try await answer({ try await purse.meltQuote(invoice: request) }) else {
            return coins += inputs
        }
        let quote = try answer.decoded(Purse.MeltQuote.self)
        try require(quote.amount == amount, "a quote of \(quote.amount) for an invoice of \(amount)")
        let need = quote.amount + quote.fee_reserve + fee(of: inputs)
        guard inputs.total >= need else { return coins += inputs }
        let payment = Payment(
            quote: quote.quote, amount: quote.amount, feeReserve: quote.fee_reserve,
            paymentHash: try Bolt11Invoice(parsing: request).paymentHash, isInside: isInside, script: script)
        let blanks = try blanks(for: inputs.total - fee(of: inputs) - quote.amount)
        let body = Purse.MeltRequest(
            quote: quote.quote, inputs: inputs.map(\.proof), outputs: blanks.map(\.message),
            prefersAsync: leaves(isSlow))
        try await send(
            Request(
                wallet: number, kind: .melt(payment), inputs: inputs, outputs: blanks, path: "/v1/melt/bolt11",
                body: JSONEncoder().encode(body)))
    }

    /// One that takes its time would keep the wallet waiting; now and then it does.
    private mutating func leaves(_ isSlow: Bool) -> Bool { isSlow ? !dice.hits(oneIn: 20) : dice.hits(oneIn: 10) }

    /// As many as the most change could need (NUT-08), or now and then too few: then the mint keeps the rest.
    private mutating func blanks(for most: UInt64) throws -> [Purse.Output] {
        let enough = UInt64.bitWidth - most.leadingZeroBitCount
        let count = dice.hits(oneIn: 6) ? Int.random(in: 0...enough, using: &dice) : enough
        // NUT-08: the amount of a blank output means nothing.
        return try (0..<count).map { _ in try purse.output(1) }
    }
}
