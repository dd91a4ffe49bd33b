import Cashu
import CashuCrypto
import WalletCore

/// The mint's own rules (NUT-02, 03, 08), and how it breaks them.
extension TestMint.State {
    func keyset(_ id: KeysetID) throws(MintClientError) -> TestKeyset {
        guard let keyset = keysets.first(where: { $0.id == id }) else { throw TestMint.refusal(.keysetUnknown) }
        return keyset
    }

    /// Checks inputs and returns what they are worth after the fee.
    func worth(_ inputs: [Proof]) throws(MintClientError) -> UInt64 {
        guard Set(inputs.map(\.secret.point)).count == inputs.count else {
            throw TestMint.refusal(.duplicateInputs)
        }
        var fees: [UInt64] = []
        for input in inputs {
            let keyset = try keyset(input.keysetID)
            guard keyset.verifies(input) else { throw TestMint.refusal(.proofVerificationFailed) }
            guard !spent.contains(input.secret.point) else { throw TestMint.refusal(.proofsAlreadySpent) }
            guard !pending.contains(input.secret.point) else { throw TestMint.refusal(.proofsPending) }
            fees.append(keyset.inputFeePPK)
        }
        guard let sum = Money.sum(inputs.map(\.amount)), let fee = Money.inputFee(ppk: fees),
            let worth = Money.subtract(sum, fee)
        else { throw TestMint.refusal(.notBalanced) }
        return worth
    }

    func check(_ outputs: [BlindedMessage]) throws(MintClientError) {
        guard Set(outputs.map(\.point)).count == outputs.count else { throw TestMint.refusal(.duplicateOutputs) }
        for output in outputs {
            guard try keyset(output.keysetID).isActive else { throw TestMint.refusal(.keysetInactive) }
            guard signed[output.point] == nil else { throw TestMint.refusal(.outputsAlreadySigned) }
        }
    }

    /// What the mint remembers is always right; what it answers may be a lie.
    mutating func sign(_ outputs: [BlindedMessage]) throws(MintClientError) -> [BlindSignature] {
        var answer: [BlindSignature] = []
        for output in outputs {
            let keyset = try keyset(output.keysetID)
            guard let signature = keyset.sign(output.point, amount: output.amount) else {
                throw TestMint.refusal(.notBalanced)
            }
            signed[output.point] = signature
            answer.append(lied(signature, keyset))
        }
        switch lie {
        case .wrongOrder?: return answer.reversed()
        case .missingSignature?: return answer.dropLast()
        default: return answer
        }
    }

    private func lied(_ signature: BlindSignature, _ keyset: TestKeyset) -> BlindSignature {
        var (amount, point, proof) = (signature.amount, signature.point, signature.proof)
        switch lie {
        case .wrongSignature?: point = point.negated
        case .invalidProof?: proof = proof.map { DLEQProof(e: $0.e, s: $0.e) }
        case .noProof?: proof = nil
        case .wrongAmount?: amount *= 2
        default: break
        }
        return BlindSignature(amount: amount, keysetID: keyset.id, point: point, proof: proof)
    }

    mutating func finish(_ quoteID: String, paidWithFee fee: UInt64?) {
        guard var quote = meltQuotes[quoteID] else { return }
        for input in quote.inputs { pending.remove(input.secret.point) }
        quote.state = .unpaid
        if let fee, let worth = try? worth(quote.inputs) {
            for input in quote.inputs { spent.insert(input.secret.point) }
            quote.state = .paid
            let overpaid = worth - quote.amount - fee
            let parts = Money.split(overpaid, into: TestKeyset.amounts, limit: quote.outputs.count)
            let change = zip(parts, quote.outputs).map { amount, blank in
                BlindedMessage(amount: amount, keysetID: blank.keysetID, point: blank.point)
            }
            quote.change = (try? sign(change)) ?? []
        }
        meltQuotes[quoteID] = quote
    }
}
