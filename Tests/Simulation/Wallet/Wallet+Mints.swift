internal import Cashu
internal import MintCore
internal import MintStore

extension Wallet {
    func mintNew(_ amount: UInt64) async {
        guard let quote = await mintQuote(amount) else { return }
        pay(quote)
        await mint(quote)
    }

    func mintQuote(_ amount: UInt64) async -> MintQuote? {
        for _ in 0..<3 {
            let answer = await world.ask(party) { (mint) throws(MintFailure) in
                try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amount))
            }
            if case .answered(let quote) = answer { return quote }
            await pause(200...2_000)
        }
        note("gets no mint quote")
        return nil
    }

    /// Somebody outside pays the invoice, or nobody does.
    private func pay(_ quote: MintQuote) {
        if dice.oneIn(16) { return }
        let (node, hash) = (world.node, quote.requestID)
        world.scheduler.call(world.scheduler.world, after: dice.between(0...3_000)) { node.receive(hash) }
    }

    /// Once it is paid.
    func mint(_ quote: MintQuote) async {
        let minting = record(Operation(.mint, inputs: [], outputs: outputs(split(quote.amount ?? 0)), quoteID: quote.id))
        for _ in 0..<10 {
            switch await send(minting, quote.id) {
            case .answered(let signatures):
                note("mint answered")
                world.covers(.mintAnswered)
                return receive(minting.outputs, signatures)
            case .failed(let failure):
                note("mint failed \(failure.kind)")
                if case .refused(let refusal) = failure, refusal.code != .quoteNotPaid, refusal.code != .quotePending {
                    _ = await restore(minting)
                    return
                }
            case .lost: note("mint lost")
            }
            await pause(200...2_500)
        }
        _ = await restore(minting)
    }

    private func send(_ minting: Operation, _ id: String) async -> Answer<[BlindSignature]> {
        let outputs = minting.messages
        let world = world
        return await world.ask(party, leaving: { world.invariants.leaves(minting, $0) }) {
            (mint) throws(MintFailure) in
            try await mint.mint(quote: id, outputs: outputs, signature: nil)
        }
    }
}
