import Cashu
import Foundation
import ProcessTestSupport

extension Wallet {
    private static let mostInputs = 6
    private static let largestInvoice: UInt64 = 600
    /// Above this it swaps many coins for few.
    private static let manyCoins = 40
    /// Seconds after which an invoice that has expired is certain not to be paid any more.
    private static let graceSeconds: UInt64 = 10

    /// NUT-03: some coins for some others.
    mutating func swap() async throws {
        let inputs = draw()
        let fee = fee(of: inputs)
        guard inputs.total > fee else { return coins += inputs }
        let outputs = try outputs(of: inputs.total - fee)
        let body = Purse.Swap(inputs: inputs.map(\.proof), outputs: outputs.map(\.message))
        try await send(
            Request(
                wallet: number, kind: .swap, inputs: inputs, outputs: outputs, path: "/v1/swap",
                body: JSONEncoder().encode(body)))
    }

    /// NUT-04: asks for an invoice, and mints at once when it is paid at once.
    mutating func receive() async throws {
        let amount = UInt64.random(in: 1...Self.largestInvoice, using: &dice)
        let purse = purse
        guard let answer = try await answer({ try await purse.mintQuote(of: amount) }) else { return }
        let quote = try answer.decoded(Purse.MintQuote.self)
        let invoice = try Invoice(quote, amount: amount)
        guard let now = try await self.answer({ try await purse.mintQuote(invoice.quote) }) else {
            return invoices.append(invoice)
        }
        if try now.decoded(Purse.MintQuote.self).state == "PAID" { return try await mint(invoice) }
        invoices.append(invoice)
        market.offer(invoice)
    }

    /// Looks whether one of its invoices was paid meanwhile.
    mutating func collect() async throws {
        guard !invoices.isEmpty else { return }
        let place = Int.random(in: invoices.indices, using: &dice)
        let (invoice, purse) = (invoices[place], purse)
        guard let answer = try await answer({ try await purse.mintQuote(invoice.quote) }) else { return }
        switch try answer.decoded(Purse.MintQuote.self).state {
        case "PAID":
            invoices.remove(at: place)
            try await mint(invoice)
        case "UNPAID":
            if UInt64(Date().timeIntervalSince1970) > invoice.expiry + Self.graceSeconds { invoices.remove(at: place) }
        case let state: throw Unmet("an invoice that nobody minted is \(state)")
        }
    }

    private mutating func mint(_ invoice: Invoice) async throws {
        let outputs = try outputs(of: invoice.amount)
        let body = Purse.MintRequest(quote: invoice.quote, outputs: outputs.map(\.message))
        try await send(
            Request(
                wallet: number, kind: .mint(invoice), inputs: [], outputs: outputs, path: "/v1/mint/bolt11",
                body: JSONEncoder().encode(body)))
    }

    /// At random, one to six of them, which are the caller's from now on.
    mutating func draw() -> [Coin] {
        coins.shuffle(using: &dice)
        let least = coins.count > Self.manyCoins ? Self.mostInputs : 1
        let count = min(coins.count, Int.random(in: least...Self.mostInputs, using: &dice))
        defer { coins.removeLast(count) }
        return Array(coins.suffix(count))
    }

    func fee(of inputs: [Coin]) -> UInt64 { Money.inputFee(ppk: inputs.map { _ in purse.inputFeePPK }) ?? 0 }

    /// As few as the amount needs, or some more: a part may be halved.
    private mutating func outputs(of amount: UInt64) throws -> [Purse.Output] {
        var parts = Money.split(amount, into: purse.keys.amounts)
        if coins.count < Self.manyCoins {
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                let place = Int.random(in: parts.indices, using: &dice)
                let half = parts[place] / 2
                if half > 0 {
                    parts[place] = half
                    parts.append(half)
                }
            }
        }
        return try parts.map(purse.output)
    }
}

extension Wallet {
    /// Everything it has, in one swap: it must be worth what it says.
    mutating func spendAll() async throws {
        let inputs = coins
        coins = []
        let outputs = try outputs(of: inputs.total - fee(of: inputs))
        let body = Purse.Swap(inputs: inputs.map(\.proof), outputs: outputs.map(\.message))
        let request = Request(
            wallet: number, kind: .swap, inputs: inputs, outputs: outputs, path: "/v1/swap",
            body: try JSONEncoder().encode(body))
        try await send(request)
        try require(journal.last?.isDoubtful == false, "no answer to the last swap: \(request)")
    }
}
