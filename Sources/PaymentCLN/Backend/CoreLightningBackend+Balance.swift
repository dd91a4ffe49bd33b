package import PaymentAPI

extension CoreLightningBackend {
    /// Without what is on the chain when the rune does not show that.
    package func balance() async throws(PaymentError) -> BackendBalance? {
        do throws(CallFailure) {
            let channels = try await client.listpeerchannels().channels
            return BackendBalance(channels: channels, outputs: try await visibleOutputs())
        } catch {
            throw error.paymentError
        }
    }

    private func visibleOutputs() async throws(CallFailure) -> [NodeFunds.Output] {
        do throws(CallFailure) {
            return try await client.listfunds().outputs
        } catch {
            guard case .forbidden = error else { throw error }
            return []
        }
    }
}

extension BackendBalance {
    init(channels: [PeerChannels.Channel], outputs: [NodeFunds.Output]) {
        let usable = channels.filter(\.isUsable)
        self.init(
            ownedMsat: Self.sum(
                channels.map(\.ownedMsat) + outputs.filter { $0.status != "spent" }.map(\.amount_msat.value)),
            sendableMsat: Self.sum(usable.map { $0.spendable_msat?.value ?? 0 }),
            receivableMsat: Self.sum(usable.map { $0.receivable_msat?.value ?? 0 }))
    }

    fileprivate static func sum(_ amounts: [UInt64]) -> UInt64 {
        amounts.reduce(0) { sum, amount in
            let (total, isOver) = sum.addingReportingOverflow(amount)
            return isOver ? .max : total
        }
    }
}

extension PeerChannels.Channel {
    /// States in which the node's share is in the channel, and neither still nor again among its outputs.
    private static let funded: Set<String> = [
        "CHANNELD_AWAITING_LOCKIN", "DUALOPEND_AWAITING_LOCKIN", "CHANNELD_NORMAL", "CHANNELD_AWAITING_SPLICE",
        "CHANNELD_SHUTTING_DOWN", "CLOSINGD_SIGEXCHANGE", "CLOSINGD_COMPLETE", "AWAITING_UNILATERAL",
        "FUNDING_SPEND_SEEN",
    ]

    /// Whether payments can go through it now.
    var isUsable: Bool { state == "CHANNELD_NORMAL" && peer_connected == true }

    /// The node calls its own what it has sent and the peer has not yet taken; that may never come back.
    fileprivate var ownedMsat: UInt64 {
        guard let state, Self.funded.contains(state), let own = to_us_msat?.value else { return 0 }
        let sent = BackendBalance.sum((htlcs ?? []).filter { $0.direction == "out" }.map(\.amount_msat.value))
        return own - min(sent, own)
    }
}
