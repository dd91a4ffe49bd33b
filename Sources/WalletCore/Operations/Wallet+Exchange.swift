internal import Cashu
internal import CashuCrypto
internal import Logging
internal import Storage

/// The steps that every operation has in common.
extension Wallet {
    func blind(_ operation: WalletOperation) throws(WalletError) -> [BlindedOutput] {
        try operation.outputs.map { (output) throws(WalletError) in try BlindedOutput(output, store.secrets) }
    }

    /// The coins that `signatures` make of as many outputs, in order: counts, amounts, keysets and proofs are checked.
    ///
    /// - Parameter areBlank: whether the mint chose the amounts (NUT-08) and may have signed only the first outputs.
    func unblind(
        _ signatures: [BlindSignature], _ outputs: [BlindedOutput], areBlank: Bool = false
    ) async throws(WalletError) -> [Coin] {
        guard areBlank ? signatures.count <= outputs.count : signatures.count == outputs.count else {
            throw .fault(.signatureCount)
        }
        let keys = try await keysByKeyset()
        do throws(MintFault) {
            return try zip(signatures, outputs).map { (signature, output) throws(MintFault) in
                guard let keys = keys[output.message.keysetID] else { throw .signatureTerms }
                return try output.coin(
                    signature, amount: areBlank ? nil : output.message.amount, keys: keys, demandsProof: demandsProofs)
            }
        } catch {
            throw .fault(error)
        }
    }

    func keysByKeyset() async throws(WalletError) -> [KeysetID: KeysetKeys] {
        Dictionary(uniqueKeysWithValues: try await keysets().map { ($0.id, $0.keys) })
    }

    /// Sends the request of an operation. When the mint certainly did nothing the operation is undone; when it may have
    /// done something the operation stays for `recover()`.
    func attempt<Answer>(
        _ operation: WalletOperation, _ request: () async throws(MintClientError) -> Answer
    ) async throws(WalletError) -> Answer {
        do throws(MintClientError) {
            return try await request()
        } catch {
            logger.info(
                "the mint did not do it",
                metadata: ["operation": "\(operation.id)", "certain": "\(error.nothingWasDone)"])
            if case .refused(let refusal) = error, refusal.mayBeAboutEarlierRequest {
                await reconcileNow(operation)
            } else if error.nothingWasDone {
                try await undo(operation, isRefused: error.isRefusal)
            }
            throw .mint(error)
        }
    }

    /// At once, so that the coins are not locked until the next command. Not for a mint operation, which would be sent
    /// again and might be refused again.
    private func reconcileNow(_ operation: WalletOperation) async {
        guard operation.kind != .mint else { return }
        do throws(WalletError) {
            _ = try await reconcile(operation)
        } catch {
            // The operation is still there for the next command.
            logger.notice("left for later", metadata: ["operation": "\(operation.id)", "error": "\(error)"])
        }
    }

    /// After a request that had no effect: the inputs are as free as they were before. Only coins of others that were
    /// refused are not kept: forged ones, or ones locked to somebody else, would be refused for ever, with everything
    /// beside them.
    func undo(_ operation: WalletOperation, isRefused: Bool = false) async throws(WalletError) {
        try await store.database.transaction { (transaction) throws(WalletError) in
            if isRefused { try transaction.deleteForeignCoins(of: operation.id) }
            for coin in try transaction.coins(operation: operation.id) {
                try transaction.move(coin, from: .pending, to: operation.stateOfFreedInputs)
            }
            try transaction.end(operation)
        }
    }

    /// NUT-07, in the order of `points`.
    func states(of points: [PublicKey]) async throws(WalletError) -> [MintCoinState] {
        let client = client
        var states: [MintCoinState] = []
        for start in stride(from: 0, to: points.count, by: Self.batch) {
            let batch = Array(points[start..<min(start + Self.batch, points.count)])
            let answers = try await ask { () async throws(MintClientError) in try await client.states(of: batch) }
            guard answers.map(\.point) == batch else { throw .fault(.stateAnswer) }
            states += answers.map(\.state)
        }
        return states
    }

    /// How many coins or outputs are asked about at once; NUT-13 recommends it for restoring.
    static let batch = 100
}

extension WalletOperation {
    /// Coins that came in a token are never the wallet's alone before they were swapped.
    var stateOfFreedInputs: CoinState { kind == .receive ? .sent : .unspent }
}

extension MintRefusal {
    /// Whether it says that coins, outputs or the quote are already in use: then they may be so by an earlier request
    /// of this wallet, and the mint must be asked what is true.
    var mayBeAboutEarlierRequest: Bool {
        switch code {
        case .proofsAlreadySpent, .proofsPending, .outputsAlreadySigned, .outputsPending, .quoteAlreadyIssued,
            .quotePending, .invoiceAlreadyPaid:
            true
        default: false
        }
    }
}
