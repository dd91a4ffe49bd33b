internal import CashuCrypto
internal import PaymentAPI

/// Numbers of payments mean something only within the records of one node. At the mint's address another may answer one
/// day: its operator moved to a new node, or pointed the mint to the wrong one.
extension LNDBackend {
    /// How far the node that answers now has counted its payments. Numbers rise with every attempt, also to pay a hash
    /// again, so what is numbered higher was begun later.
    func count() async throws(LNDFailure) -> PaymentMark {
        let list = try await client.get(
            "/v1/payments?include_incomplete=true&reversed=true&max_payments=1", as: PaymentList.self)
        let info = try await client.get("/v1/getinfo", as: NodeInfo.self)
        guard !info.identity.isEmpty else { throw .unreadable("it does not say who it is") }
        return PaymentMark(list.payments.map(\.index).max() ?? 0, of: Self.records(of: info.identity))
    }

    static func records(of identity: String) -> FixedBytes<32> {
        SHA256.hash(Array("cashu mint lnd records v1\0".utf8) + Array(identity.utf8))
    }

    /// Why it proves nothing that the node has no payment since `mark`; `nil` when it does. The payment that was the newest
    /// when the mark was taken must still be there: when all were deleted (`lncli deletepayments --all`) it is gone, and
    /// what was paid since may be gone with it, though the node counts on. Before the very first one there is none.
    func objection(toSilenceSince mark: PaymentMark) async -> String? {
        if let objection = await objection(to: mark) { return objection }
        do throws(LNDFailure) {
            // One that has just come up, on whatever it was put back to: its silence can wait until it knows where it is.
            guard try await client.get("/v1/getinfo", as: NodeInfo.self).isSyncedToChain else {
                return "the LND node does not know the newest blocks"
            }
            let list = try await client.get(
                "/v1/payments?include_incomplete=true&index_offset=\(max(mark.value, 1) - 1)&max_payments=1",
                as: PaymentList.self)
            let isThere = mark.value == 0 || list.payments.first?.index == mark.value
            return isThere ? nil : "payments were deleted at the LND node since"
        } catch {
            return "\(error)"
        }
    }

    /// Why it proves nothing about an attempt since `mark` that the node which answers now has no payment, or one that
    /// failed; `nil` when it does prove it.
    func objection(to mark: PaymentMark) async -> String? {
        guard let records = mark.records else { return "which LND node was to pay is not on record" }
        do throws(LNDFailure) {
            let now = try await count()
            guard now.records == records else { return "another LND node answers than the one that was to pay" }
            // Its payments were deleted, or it was restored from its seed, which brings none of them back.
            guard now.value >= mark.value else { return "the LND node has lost payments of which it knew" }
            return nil
        } catch {
            return "\(error)"
        }
    }
}
