internal import Cashu
internal import MintCore

extension Wallet {
    func swapSome() async {
        guard let inputs = take(worth: 1 + UInt64(dice.below(8))), let swap = swap(of: inputs) else { return }
        await settle(swap)
    }

    /// The same coins twice, at the same time: at most one is honoured.
    func raceSwaps() async {
        guard let inputs = take(worth: 2 + UInt64(dice.below(6))) else { return }
        guard let first = swap(of: inputs), let second = swap(of: inputs) else { return }
        note("races two swaps")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.settle(first) }
            group.addTask { await self.settle(second) }
        }
    }

    /// An old request again, or old coins for new ones.
    func replay() async {
        guard let old = operations.filter({ $0.kind == .swap }).randomElement(dice) else { return await swapSome() }
        note("replays a swap")
        if dice.oneIn(2) { return await settle(old) }
        guard let again = swap(of: old.inputs) else { return }
        await settle(again)
    }

    func swap(of inputs: [Coin]) -> Operation? {
        let total = inputs.map(\.amount).reduce(0, +)
        let fee = fee(inputs)
        guard total > fee else { return nil }
        return record(Operation(.swap, inputs: inputs, outputs: outputs(split(total - fee))))
    }

    /// Sends it until there is an answer, perhaps twice at the same time.
    func settle(_ swap: Operation) async {
        for _ in 0..<4 {
            switch await send(swap) {
            case .answered(let signatures):
                note("swap answered")
                world.covers(.swapAnswered)
                return receive(swap.outputs, signatures)
            case .failed(.refused(let refusal)):
                note("swap refused \(refusal.code)")
                if refusal.code == .proofsAlreadySpent { world.covers(.doubleSpendRefused) }
                return await findOut(swap)
            case .failed(let failure):
                note("swap failed \(failure.kind)")
                await pause(100...2_000)
            case .lost:
                note("swap lost")
                await pause(0...1_000)
            }
        }
        await findOut(swap)
    }

    private func send(_ swap: Operation) async -> Answer<[BlindSignature]> {
        let (inputs, outputs) = (swap.proofs, swap.messages)
        let world = world
        let party = party
        @Sendable func once() async -> Answer<[BlindSignature]> {
            await world.ask(party, leaving: { world.invariants.leaves(swap, $0) }) { (mint) throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: outputs)
            }
        }
        guard dice.oneIn(5) else { return await once() }
        world.covers(.sameRequestTwice)
        async let other = once()
        let first = await once()
        let second = await other
        if case .answered = second { return second }
        return first
    }
}

extension MintFailure {
    /// A word for the trace, without what may differ.
    var kind: String {
        switch self {
        case .refused(let refusal): "refused \(refusal.code)"
        case .unavailable: "unavailable"
        case .internalFailure: "internal"
        }
    }
}

extension Array {
    func randomElement(_ dice: Dice) -> Element? { isEmpty ? nil : dice.pick(self) }
}
