internal import Cashu
internal import MintStore

/// What a melt holds.
struct MeltHoldings: Sendable {
    let proofs: [ReservedProof]
    /// In the order of the request.
    let blanks: [BlindedMessage]
}

/// NUT-08: what a paid melt gives back. All amounts in the unit.
struct MeltChange: Sendable {
    let redeemed: UInt64
    let inputFee: UInt64
    /// Blank outputs with their amounts, from the first on, the largest amount first. Fewer than the blanks when the
    /// change has fewer parts; with fewer blanks than parts the smallest parts are the mint's.
    let outputs: [BlindedMessage]
    /// What the outputs are worth.
    let owed: UInt64

    /// - Throws: `.internalFailure` when a keyset of what the melt holds is not known any more.
    init(_ holdings: MeltHoldings, charge: UInt64, keysets: KeysetSnapshot?) throws(MintFailure) {
        guard let keysets else { throw .noKeysets }
        var fees: [UInt64] = []
        for proof in holdings.proofs {
            guard let keyset = keysets[proof.keysetID] else {
                throw .internalFailure(detail: "keyset \(proof.keysetID) of a reserved proof is not known")
            }
            fees.append(keyset.inputFeePPK)
        }
        guard let redeemed = Money.sum(holdings.proofs.map(\.amount)), let inputFee = Money.inputFee(ppk: fees) else {
            throw .internalFailure(detail: "the reserved proofs of a melt overflow")
        }
        self.redeemed = redeemed
        self.inputFee = inputFee
        // Never below zero: the inputs cover fee, amount and reserve, or nothing would have been reserved.
        let overpaid = Money.subtract(redeemed, inputFee).flatMap { Money.subtract($0, charge) } ?? 0
        guard let blank = holdings.blanks.first else {
            outputs = []
            owed = 0
            return
        }
        guard let keyset = keysets[blank.keysetID] else {
            throw .internalFailure(detail: "keyset \(blank.keysetID) of a blank output is not known")
        }
        let parts = Money.split(overpaid, into: keyset.keys.amounts, limit: holdings.blanks.count)
        outputs = zip(holdings.blanks, parts).map { blank, amount in
            BlindedMessage(amount: amount, keysetID: blank.keysetID, point: blank.point)
        }
        owed = parts.reduce(0, +)
    }
}
