import Cashu
import CashuCrypto
import WalletCore

extension TestMint {
    func information() async throws(MintClientError) -> MintInformation {
        MintInformation(
            name: "test", provesSignatures: look(\.announcesProofs), tellsMintQuotes: look(\.announcesSubscriptions))
    }

    /// Pays the invoice, and tells that it is paid.
    func awaitPayment(ofMintQuote id: String, within patience: Duration) async throws(MintClientError) -> Bool {
        try serve("watch") { (state) throws(MintClientError) in
            state.mintQuotes[id]?.state = .paid
            return true
        }
    }

    func keysets() async throws(MintClientError) -> [KeysetSummary] {
        look { state in
            state.keysets.map { keyset in
                guard case .changedFee? = state.lie else { return keyset.summary }
                return KeysetSummary(
                    id: keyset.id, unit: keyset.unit, isActive: keyset.isActive,
                    inputFeePPK: keyset.inputFeePPK + 1, finalExpiry: nil)
            }
        }
    }

    func keys(of id: KeysetID) async throws(MintClientError) -> KeysetContent {
        guard let content = contents().first(where: { $0.id == id }) else { throw Self.refusal(.keysetUnknown) }
        return content
    }

    func activeKeys() async throws(MintClientError) -> [KeysetContent] { contents() }

    private func contents() -> [KeysetContent] {
        look { state in
            state.keysets.map { keyset in
                guard case .changedKeys? = state.lie,
                    let keys = KeysetKeys(
                        amounts: keyset.keys.amounts, publicKeys: keyset.keys.publicKeys.map(\.negated))
                else { return keyset.content }
                return KeysetContent(id: keyset.id, unit: keyset.unit, keys: keys)
            }
        }
    }

    func createMintQuote(_ order: MintQuoteOrder) async throws(MintClientError) -> MintQuoteAnswer {
        let asked = look(\.lie).map { if case .expensiveInvoice = $0 { order.amount + 1 } else { order.amount } }
        let request = try Self.invoice(sats: asked ?? order.amount)
        return try serve("mint quote") { (state) throws(MintClientError) in
            let id = "mint-\(state.mintQuotes.count)"
            state.mintQuotes[id] = MintQuote(
                amount: order.amount, publicKey: state.knowsNUT20 ? order.publicKey : nil, request: request,
                state: state.paysItsInvoices ? .paid : .unpaid)
            return state.answer(mintQuote: id)
        }
    }

    func mintQuote(_ id: String) async throws(MintClientError) -> MintQuoteAnswer {
        let answer = look { $0.mintQuotes[id] == nil ? nil : $0.answer(mintQuote: id) }
        guard let answer else { throw Self.refusal(.quoteUnknown) }
        return answer
    }

    func mint(_ request: MintRequest) async throws(MintClientError) -> [BlindSignature] {
        try serve("mint") { (state) throws(MintClientError) in
            guard let quote = state.mintQuotes[request.quote] else { throw Self.refusal(.quoteUnknown) }
            guard state.isAuthorised(request, quote) else { throw Self.refusal(.quoteSignatureInvalid) }
            switch quote.state {
            case .unpaid: throw Self.refusal(.quoteNotPaid)
            case .issued: throw Self.refusal(.quoteAlreadyIssued)
            case .paid: break
            }
            try state.check(request.outputs)
            guard Money.sum(request.outputs.map(\.amount)) == quote.amount else { throw Self.refusal(.notBalanced) }
            state.mintQuotes[request.quote]?.state = .issued
            return try state.sign(request.outputs)
        }
    }

    func createMeltQuote(_ order: MeltQuoteOrder) async throws(MintClientError) -> MeltQuoteAnswer {
        let amount = try Self.sats(order.request)
        return try serve("melt quote") { (state) throws(MintClientError) in
            let id = "melt-\(state.meltQuotes.count)"
            let isLie = if case .expensiveMelt? = state.lie { true } else { false }
            state.meltQuotes[id] = MeltQuote(amount: isLie ? amount + 1 : amount, feeReserve: state.feeReserve)
            return state.answer(meltQuote: id)
        }
    }

    func meltQuote(_ id: String) async throws(MintClientError) -> MeltQuoteAnswer {
        let answer = look { $0.meltQuotes[id] == nil ? nil : $0.answer(meltQuote: id) }
        guard let answer else { throw Self.refusal(.quoteUnknown) }
        return answer
    }

    func melt(_ request: MeltRequest) async throws(MintClientError) -> MeltQuoteAnswer {
        try serve("melt") { (state) throws(MintClientError) in
            state.lastMelt = request
            guard let quote = state.meltQuotes[request.quote] else { throw Self.refusal(.quoteUnknown) }
            guard try state.worth(request.inputs) >= quote.amount + quote.feeReserve else {
                throw Self.refusal(.notBalanced)
            }
            try state.check(request.outputs)
            state.meltQuotes[request.quote]?.inputs = request.inputs
            state.meltQuotes[request.quote]?.outputs = request.outputs
            state.meltQuotes[request.quote]?.state = .pending
            state.pending.formUnion(request.inputs.map(\.secret.point))
            switch state.payment {
            case .settles(let fee): state.finish(request.quote, paidWithFee: fee)
            case .fails:
                state.finish(request.quote, paidWithFee: nil)
                throw Self.refusal(.paymentFailed)
            case .hangs: break
            }
            return state.answer(meltQuote: request.quote)
        }
    }

    func swap(_ request: SwapRequest) async throws(MintClientError) -> [BlindSignature] {
        try serve("swap") { (state) throws(MintClientError) in
            state.lastSwap = request
            let worth = try state.worth(request.inputs)
            if let code = unmetCondition(request.inputs, request.outputs) { throw Self.refusal(code) }
            try state.check(request.outputs)
            guard Money.sum(request.outputs.map(\.amount)) == worth else { throw Self.refusal(.notBalanced) }
            state.spent.formUnion(request.inputs.map(\.secret.point))
            return try state.sign(request.outputs)
        }
    }

    func states(of points: [PublicKey]) async throws(MintClientError) -> [CoinStateAnswer] {
        look { state in
            let answers = points.map { point in
                CoinStateAnswer(
                    point: point,
                    state: state.spent.contains(point) ? .spent : state.pending.contains(point) ? .pending : .unspent)
            }
            if case .shuffledStates? = state.lie { return answers.reversed() }
            return answers
        }
    }

    func restore(_ outputs: [BlindedMessage]) async throws(MintClientError) -> RestoreAnswer {
        look { state in
            if case .endlessRestore? = state.lie {
                let signatures = outputs.map { output in
                    BlindSignature(amount: 1, keysetID: output.keysetID, point: output.point, proof: nil)
                }
                return RestoreAnswer(points: outputs.map(\.point), signatures: signatures)
            }
            var found = outputs.map(\.point).filter { state.signed[$0] != nil }
            var signatures = found.compactMap { state.signed[$0] }
            if case .unprovenRestore? = state.lie {
                signatures = signatures.map { signature in
                    BlindSignature(
                        amount: signature.amount, keysetID: signature.keysetID, point: signature.point.negated,
                        proof: nil)
                }
            }
            if case .foreignRestore? = state.lie { found = found.map(\.negated) }
            return RestoreAnswer(points: found, signatures: signatures)
        }
    }
}

extension TestMint.State {
    func answer(mintQuote id: String) -> MintQuoteAnswer {
        guard let quote = mintQuotes[id] else { preconditionFailure("the quote was made") }
        let key: PublicKey? = if case .foreignQuoteKey? = lie { .generator } else { quote.publicKey }
        return MintQuoteAnswer(
            id: id, request: quote.request, state: quote.state, expiry: 4_000_000_000, publicKey: key)
    }

    func answer(meltQuote id: String) -> MeltQuoteAnswer {
        guard let quote = meltQuotes[id] else { preconditionFailure("the quote was made") }
        return MeltQuoteAnswer(
            id: id, amount: quote.amount, feeReserve: quote.feeReserve, state: quote.state, expiry: 4_000_000_000,
            preimage: quote.state == .paid ? preimage : nil, change: quote.change)
    }

    /// NUT-20.
    func isAuthorised(_ request: MintRequest, _ quote: TestMint.MintQuote) -> Bool {
        guard let key = quote.publicKey else { return request.signature == nil }
        guard let signature = request.signature else { return false }
        if knowsOnlyOriginalMessage {
            let digest = MintQuoteMessage.digests(quote: request.quote, outputs: request.outputs).original
            return signature.isValid(for: digest, key: key)
        }
        return MintQuoteMessage.isValid(
            signature: signature, quote: request.quote, outputs: request.outputs, key: key)
    }
}
