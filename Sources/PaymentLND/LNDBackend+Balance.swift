package import PaymentAPI

extension LNDBackend {
    package func balance() async throws(PaymentError) -> BackendBalance? {
        try await answer { () async throws(LNDFailure) in try await funds() }
    }

    /// What a peer holds back as its reserve, and what is in channels whose peer is away, is among what can be sent.
    func funds() async throws(LNDFailure) -> BackendBalance {
        let channels = try await client.get("/v1/balance/channels", as: ChannelBalance.self)
        var owned = channels.local
        for amount in [channels.pendingLocal, try await onChainMsat()] {
            let (sum, overflow) = owned.addingReportingOverflow(amount)
            owned = overflow ? .max : sum
        }
        return BackendBalance(ownedMsat: owned, sendableMsat: channels.local, receivableMsat: channels.remote)
    }

    /// Nothing where the macaroon does not allow to look.
    private func onChainMsat() async throws(LNDFailure) -> UInt64 {
        do throws(LNDFailure) {
            let wallet = try await client.get("/v1/balance/blockchain", as: WalletBalance.self)
            let (msat, overflow) = wallet.totalSat.multipliedReportingOverflow(by: 1_000)
            return overflow ? .max : msat
        } catch .refused(let status) where status.isMissingRight {
            return 0
        }
    }
}
