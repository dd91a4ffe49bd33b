internal import Cashu
internal import CashuCrypto
internal import MintCore
internal import MintStore

/// A wallet that does whatever wallets do, honest or not, and remembers what it was told.
final class Wallet: @unchecked Sendable {  // confined to the scheduler's thread
    let party: Party
    let world: World
    /// Those it believes to be unspent.
    var coins: [Coin] = []
    /// Everything it ever asked for.
    private(set) var operations: [Operation] = []
    private(set) var isIdle = false
    private var spent: Set<PublicKey> = []
    var dice: Dice { world.dice }

    init(_ world: World, number: Int) {
        self.world = world
        party = world.scheduler.makeParty("wallet \(number)")
    }

    func start() {
        world.scheduler.asParty(party) {
            _ = Task { [self] in
                await live()
                isIdle = true
                note("is idle")
            }
        }
    }

    func note(_ words: String) { world.trace.note(party, words) }

    func pause(_ range: ClosedRange<UInt64>) async { await world.pass(party, dice.between(range)) }

    private func live() async {
        await mintNew(8 + UInt64(dice.below(24)))
        for _ in 0..<(4 + dice.below(5)) where !world.isCalm {
            await pause(0...1_500)
            await act()
        }
    }

    private func act() async {
        if value < 6 { return await mintNew(4 + UInt64(dice.below(20))) }
        switch dice.below(12) {
        case 0...3: await swapSome()
        case 4...7: await meltSome()
        case 8: await raceSwaps()
        case 9: await raceSwapAndMelt()
        case 10: await replay()
        default: await mintNew(1 + UInt64(dice.below(12)))
        }
    }

    var value: UInt64 { coins.map(\.amount).reduce(0, +) }

    // MARK: Coins

    /// Some of its coins, which it takes out of its purse.
    func take(worth need: UInt64) -> [Coin]? {
        coins = dice.shuffled(coins)
        var taken: [Coin] = []
        while taken.map(\.amount).reduce(0, +) < need + fee(taken) {
            guard let coin = coins.popLast() else {
                coins = taken
                return nil
            }
            taken.append(coin)
        }
        return taken
    }

    func fee(_ coins: [Coin]) -> UInt64 {
        Money.inputFee(
            ppk: coins.map { coin in
                KeyHolder.shared.number(of: coin.proof.keysetID).map { KeyHolder.shared.keyset($0).inputFeePPK } ?? 0
            }) ?? 0
    }

    /// New outputs on the keyset that the wallet takes for the active one.
    func outputs(_ amounts: [UInt64]) -> [Output] {
        let keyset = world.signatory.active.id
        return amounts.map { amount in
            let number = world.newCoin()
            return Output(
                number: number,
                message: BlindedMessage(amount: amount, keysetID: keyset, point: Coins.shared[number].blinded))
        }
    }

    /// `amount` in coins, now and then smaller ones than need be.
    func split(_ amount: UInt64) -> [UInt64] {
        var parts = Money.split(amount, into: KeyHolder.amounts)
        for _ in 0..<dice.below(3) {
            guard let position = parts.firstIndex(where: { $0 > 1 }) else { break }
            let half = parts.remove(at: position) / 2
            parts += [half, half]
        }
        return dice.shuffled(parts)
    }

    func record(_ operation: Operation) -> Operation {
        operations.append(operation)
        return operation
    }

    func receive(_ outputs: [Output], _ signatures: [BlindSignature]) {
        for (output, signature) in zip(outputs, signatures) {
            guard let proof = Coins.shared.proof(output.number, signature) else {
                world.violate("a signature that a mint gave out is not genuine")
                continue
            }
            if !coins.contains(where: { $0.number == output.number }) {
                coins.append(Coin(number: output.number, proof: proof))
            }
        }
    }

    // MARK: Finding out

    /// What became of an operation whose answer did not arrive: asks for the state of its inputs, and for signatures.
    func findOut(_ operation: Operation) async {
        for _ in 0..<10 {
            await pause(300...2_500)
            guard let states = await states(of: operation.inputs) else { continue }
            if states.contains(.pending) { continue }
            if states.allSatisfy({ $0 == .unspent }), !states.isEmpty {
                coins += operation.inputs.filter { input in !coins.contains { $0.number == input.number } }
                return
            }
            if await restore(operation) || states.allSatisfy({ $0 == .spent }) { return }
        }
    }

    func states(of inputs: [Coin]) async -> [ProofState]? {
        let points = inputs.map(\.y)
        let spentBefore = spent
        let answer = await world.ask(party) { (mint) throws(MintFailure) in try await mint.states(of: points) }
        guard case .answered(let states) = answer else { return nil }
        for state in states {
            if state.state == .spent {
                spent.insert(state.y)
            } else if spentBefore.contains(state.y) {
                world.violate("a proof that was SPENT is \(state.state)")
            }
        }
        return states.map(\.state)
    }

    /// - Returns: whether anything was found.
    func restore(_ operation: Operation) async -> Bool {
        let messages = operation.messages
        let answer = await world.ask(party) { (mint) throws(MintFailure) in try await mint.restore(messages) }
        guard case .answered(let found) = answer, !found.isEmpty else { return false }
        world.covers(.restored)
        for signed in found {
            let outputs = operation.outputs.filter { $0.message.point == signed.blinded }
            receive(outputs, [signed.answer])
        }
        return true
    }
}
