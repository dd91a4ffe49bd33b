internal import Cashu
internal import CashuCrypto
internal import Logging
internal import Storage

extension Wallet {
    /// Brings to an end what earlier commands could not: asks the mint for the states of the inputs (NUT-07) and for
    /// the signatures of the outputs (NUT-09), and records what is true. One operation that fails does not hide the
    /// others.
    package func recover() async throws(WalletError) -> [Recovery] {
        let mint = mintID
        let (operations, strays) = try await store.database.transaction { (transaction) throws(WalletError) in
            (try transaction.operations(mint: mint), try transaction.strayCoins(mint: mint))
        }
        var recoveries: [Recovery] = []
        for operation in operations {
            do throws(WalletError) {
                recoveries.append(try await reconcile(operation))
            } catch {
                if case .mint(.unreachable) = error { throw error }
                recoveries.append(.failed(operation.kind, error))
            }
        }
        try await settle(strays)
        return recoveries
    }

    /// Coins that were pending at the mint when they were restored.
    private func settle(_ strays: [Coin]) async throws(WalletError) {
        guard !strays.isEmpty else { return }
        let states = try await states(of: strays.map(\.point))
        try await store.database.transaction { (transaction) throws(WalletError) in
            for (coin, state) in zip(strays, states) where state != .pending {
                try transaction.move(coin, from: .pending, to: state.stateOfOwnCoin)
            }
        }
    }

    func reconcile(_ operation: WalletOperation) async throws(WalletError) -> Recovery {
        logger.info("asking what became of an operation", metadata: ["operation": "\(operation.id)"])
        // The quote first: should the payment end between two questions, the inputs are asked about after it.
        if operation.kind == .melt, let quoteID = operation.quoteID, try await isPending(meltQuote: quoteID) {
            return .pending(.melt)
        }
        var inputStates = try await states(of: operation.inputs.map(\.point))
        guard !inputStates.contains(.pending) else { return .pending(operation.kind) }
        let found = try await restored(try blind(operation), demandsProof: demandsProofs).map(\.coin)
        if operation.kind == .mint {
            guard let quoteID = operation.quoteID else { throw .unknownQuote }
            if found.isEmpty { return try await resume(operation, quoteID) }
        } else if !found.isEmpty {
            // The request may have been carried out between the two questions.
            inputStates = try await states(of: operation.inputs.map(\.point))
        }
        return try await record(operation, inputStates, found)
    }

    /// Ends an operation with what the mint says is true.
    private func record(
        _ operation: WalletOperation, _ inputStates: [MintCoinState], _ found: [Coin]
    ) async throws(WalletError) -> Recovery {
        let foundStates = try await states(of: found.map(\.point))
        let mint = mintID
        let isPaid = inputStates.contains(.spent)
        var isIssued = false
        if operation.kind == .mint, let quoteID = operation.quoteID {
            // Signatures alone prove nothing: the seed may have been in use elsewhere, with the same counters.
            isIssued = try await mintQuoteState(quoteID) == .issued
        }
        try await store.database.transaction { [isIssued] (transaction) throws(WalletError) in
            for (coin, state) in zip(operation.inputs, inputStates) {
                try transaction.move(
                    coin, from: .pending, to: state == .spent ? .spent : operation.stateOfFreedInputs)
            }
            try transaction.end(operation)
            for (coin, state) in zip(found, foundStates) {
                try transaction.insert(coin, coin.isLocked && state == .unspent ? .sent : state.stateOfOwnCoin)
            }
            guard let quoteID = operation.quoteID else { return }
            if isIssued { try transaction.markIssued(mintQuote: quoteID, mint: mint) }
            if operation.kind == .melt, isPaid { try transaction.markPaid(meltQuote: quoteID, mint: mint) }
        }
        let unspent = zip(found, foundStates).filter { $0.1 != .spent && !$0.0.isLocked }.map(\.0)
        guard isPaid || isIssued || !unspent.isEmpty else { return .undone(operation.kind) }
        return .completed(operation.kind, amount: Money.sum(unspent.map(\.amount)) ?? 0)
    }

    /// A mint operation for whose outputs there are no signatures.
    private func resume(_ operation: WalletOperation, _ quoteID: String) async throws(WalletError) -> Recovery {
        let mint = mintID
        let quote = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.mintQuote(quoteID, mint: mint)
        }
        guard let quote else { throw .unknownQuote }
        switch try await mintQuoteState(quoteID) {
        case .paid: return .completed(.mint, amount: try await self.mint(operation, quote))
        // Issued for other outputs, such as of another copy of this wallet: these are of no use any more.
        case .unpaid, .issued:
            try await undo(operation)
            return .undone(.mint)
        }
    }

    /// A mint that has forgotten the quote has nothing to say about it; the states of the inputs are the truth anyway.
    private func isPending(meltQuote id: String) async throws(WalletError) -> Bool {
        do throws(MintClientError) {
            return try await client.meltQuote(id).state == .pending
        } catch {
            guard case .refused = error else { throw .mint(error) }
            return false
        }
    }
}

extension MintCoinState {
    /// What a coin that is only this wallet's is by the mint's word.
    var stateOfOwnCoin: CoinState {
        switch self {
        case .unspent: .unspent
        case .pending: .pending
        case .spent: .spent
        }
    }
}
