internal import Cashu
package import CashuCrypto
internal import Logging
package import MintStore
internal import Storage

/// What became of an attempt to use a token for a request.
package enum TokenUse: Sendable {
    /// It is this attempt's, which must end it: the first one, or one after an attempt of which nobody knows the end.
    case held(TokenRecord, isFirst: Bool)
    /// This very request was accepted for it before.
    case spent(TokenRecord)
    /// This very request is being served for it.
    case busy
    /// Another request has it.
    case taken
}

// A token is bound to one request before that is served. It is free again when the request was refused, and spent when it
// was accepted; a crash in between leaves it bound, so it can serve that request and no other.
extension Mint {
    package func hold(_ point: PublicKey, for request: FixedBytes<32>) async throws(MintFailure) -> TokenUse {
        let now = services.clock.now()
        let mine = TokenRecord(request: request, holder: .random(), heldSince: now)
        // Longer than any request takes: whoever holds it since before has died.
        let patience = settings.meltWaitSeconds + 60
        return try await writeToken { (transaction) throws(StoreError) in
            let known = try transaction.token(point)
            if let known {
                guard known.request == request else { return .taken }
                guard let since = known.heldSince else { return .spent(known) }
                guard now >= since, now - since >= patience else { return .busy }
            }
            if try transaction.write(mine, of: point, replacing: known, at: now) {
                return .held(mine, isFirst: known == nil)
            }
            // Another attempt was faster. Whether it serves the same request decides what this one is told.
            let winner = try transaction.token(point)
            return winner.map { $0.request == request } ?? true ? .busy : .taken
        } evidence: { (transaction) throws(StoreError) in
            // Whether it was the first one is not known any more, and this is the careful answer.
            try transaction.token(point) == mine ? .held(mine, isFirst: false) : nil
        }
    }

    /// The request was accepted.
    package func spend(_ hold: TokenRecord, of point: PublicKey, answer: [UInt8]) async {
        let spent = TokenRecord(request: hold.request, holder: hold.holder, heldSince: nil, answer: answer)
        await end(point) { (transaction, now) throws(StoreError) in
            _ = try transaction.write(spent, of: point, replacing: hold, at: now)
        }
    }

    /// The request was refused.
    package func release(_ hold: TokenRecord, of point: PublicKey) async {
        await end(point) { (transaction, now) throws(StoreError) in
            try transaction.release(hold, of: point, at: now)
        }
    }

    /// Nobody knows what becomes of the request: it may be sent again at once, and no other one.
    package func park(_ hold: TokenRecord, of point: PublicKey) async {
        let parked = TokenRecord(request: hold.request, holder: hold.holder, heldSince: 0)
        await end(point) { (transaction, now) throws(StoreError) in
            _ = try transaction.write(parked, of: point, replacing: hold, at: now)
        }
    }

    /// In a task of its own: a wallet that goes away does not keep its token bound. What cannot be written leaves it
    /// bound to its request, which loses a wallet one token at most.
    private func end(
        _ point: PublicKey, _ body: @escaping @Sendable (inout WriteTransaction, UInt64) throws(StoreError) -> Void
    ) async {
        let now = services.clock.now()
        do throws(MintFailure) {
            try await services.detached { () throws(MintFailure) in
                // Each may be done again: it does nothing the second time.
                try await self.writeToken { (transaction) throws(StoreError) in
                    try body(&transaction, now)
                } evidence: {
                    (_) throws(StoreError) -> Void? in
                    nil
                }
            }
        } catch {
            services.logger.error("a token stays bound to its request", metadata: ["error": "\(error)"])
        }
    }

    private func writeToken<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R,
        evidence: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R?
    ) async throws(MintFailure) -> R {
        do throws(WriteFailure) {
            return try await services.write(.synced, body, evidence: evidence)
        } catch {
            throw error.mintFailure
        }
    }
}
