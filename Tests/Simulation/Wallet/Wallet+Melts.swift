internal import Cashu
internal import Lightning
internal import MintCore
internal import MintStore

extension Wallet {
    func meltSome() async {
        let isInside = dice.oneIn(5)
        let ownQuote = isInside ? await mintQuote(1 + UInt64(dice.below(6))) : nil
        guard let request = isInside ? ownQuote?.request : foreignRequest() else { return }
        if let melt = await melt(of: request) { await finish(melt) }
        // What was paid inside becomes coins of the same wallet.
        if let ownQuote { await mint(ownQuote) }
    }

    /// A swap and a melt of the same coins at the same time.
    func raceSwapAndMelt() async {
        guard let melt = await melt(of: foreignRequest()), let swap = swap(of: melt.inputs) else { return }
        note("races a swap and a melt")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.finish(melt) }
            group.addTask { await self.settle(swap) }
        }
    }

    /// An invoice of somebody else, now and then one that was paid before, or one about to expire.
    private func foreignRequest() -> String {
        let sat = 1 + UInt64(dice.below(8))
        let expiry = dice.pick([15, 40, 90, 600] as [UInt64])
        let isOld = dice.oneIn(5)
        let number = isOld ? 1 + dice.below(4) : 4 + world.newInvoice()
        return Invoices.shared.invoice(
            isOwn: false, amountMsat: isOld ? 4_000 : 1_000 * sat - (dice.oneIn(4) ? 300 : 0), number: number,
            expirySeconds: isOld ? 90 : expiry
        ).invoice.text
    }

    private func melt(of request: String) async -> Operation? {
        let answer = await world.ask(party) { (mint) throws(MintFailure) in
            try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: request))
        }
        guard case .answered(let quote) = answer, let inputs = take(worth: quote.amount + quote.feeReserve) else {
            note("gets no melt quote")
            return nil
        }
        let blanks = outputs([UInt64](repeating: 1, count: dice.below(4)))
        return record(Operation(.melt, inputs: inputs, outputs: blanks, quoteID: quote.id))
    }

    private func finish(_ melt: Operation) async {
        var isOver = false
        for _ in 0..<3 where !isOver {
            switch await send(melt) {
            case .answered(let quote): isOver = quote.state != .pending ? end(melt, quote) : await poll(melt)
            case .failed(.refused(let refusal)):
                note("melt refused \(refusal.code)")
                if refusal.code == .paymentFailed { world.covers(.meltFailed) }
                isOver = await poll(melt)
            case .failed(let failure):
                note("melt failed \(failure.kind)")
                await pause(100...2_000)
            case .lost:
                note("melt lost")
                isOver = await poll(melt)
            }
        }
        if !isOver { _ = await poll(melt) }
    }

    private func send(_ melt: Operation) async -> Answer<MeltQuote> {
        let (id, inputs, outputs, prefersAsync) = (melt.quoteID ?? "", melt.proofs, melt.messages, dice.oneIn(3))
        let world = world
        return await world.ask(party, leaving: { world.invariants.leaves(melt, $0) }) { (mint) throws(MintFailure) in
            try await mint.melt(quote: id, inputs: inputs, outputs: outputs, prefersAsync: prefersAsync)
        }
    }

    /// - Returns: whether it is over, one way or the other.
    private func poll(_ melt: Operation) async -> Bool {
        let (id, world) = (melt.quoteID ?? "", world)
        for _ in 0..<6 {
            await pause(300...4_000)
            let answer = await world.ask(party, leaving: { world.invariants.leaves(melt, $0) }) {
                (mint) throws(MintFailure) in try await mint.meltQuote(id)
            }
            guard case .answered(let quote) = answer, quote.state != .pending else { continue }
            return end(melt, quote)
        }
        return false
    }

    /// - Returns: whether the wallet leaves it at that.
    private func end(_ melt: Operation, _ quote: MeltQuote) -> Bool {
        guard quote.state == .paid else {
            coins += melt.inputs.filter { input in !coins.contains { $0.number == input.number } }
            note("melt is \(quote.state)")
            // What failed may be tried again, with another attempt.
            return !dice.oneIn(3)
        }
        world.covers(quote.preimage == nil ? .meltPaidInside : .meltPaid)
        if !quote.change.isEmpty { world.covers(.changeGiven) }
        note("melt is paid, \(quote.change.count) coins of change")
        receive(melt.outputs, quote.change)
        return true
    }
}
