internal import CashuCrypto
internal import PaymentAPI

/// Which records of payments a node's answers are from. A node that deletes some counts them, and never counts down; so
/// while these are the same, whatever was recorded since is there.
struct PaymentRecords: Equatable {
    private static let label = "Core Lightning's records of payments"
    /// How many deletions back it is looked for the records of a mark.
    private static let lookBack: UInt64 = 1_000

    /// The node's public key.
    let node: String
    let deleted: UInt64

    var hash: FixedBytes<32> { hash(deleted: deleted) }

    private func hash(deleted: UInt64) -> FixedBytes<32> { SHA256.hash("\(Self.label) \(node) \(deleted)") }

    /// Why these are not the records that a mark is of; `nil` when they are.
    func problem(_ marked: FixedBytes<32>?) -> String? {
        guard let marked else { return "the attempt does not say of which node's records it is" }
        if marked == hash { return nil }
        for count in 0..<min(deleted, Self.lookBack) where marked == hash(deleted: deleted - count - 1) {
            return "the node has deleted \(count + 1) of its records of payments since the attempt began"
        }
        return "another node answers than the one that was told to pay, or it has deleted many records of payments"
    }
}

extension CoreLightningBackend {
    /// The node first: were it another one when it counts, these would be nobody's.
    func records() async throws(CallFailure) -> PaymentRecords {
        let node = try await client.getinfo().id
        return PaymentRecords(node: node, deleted: try await client.deletedPayments())
    }

    /// `outcome`, if the records in which nothing better was found are those of the attempt; else that it is not known.
    ///
    /// What was deleted is asked after the list: a deletion that comes before the list is counted then, while one
    /// between the list and this question is taken for one, which is only too careful. Who the node is must be known
    /// before as well, because one that took another's place before the list would be asked here what it never did.
    ///
    /// - Parameter before: who the node was before the list.
    func confirmed(
        _ outcome: PaymentOutcome, of attempt: PaymentAttempt, _ before: Result<NodeInfo, CallFailure>
    ) async -> PaymentOutcome {
        do throws(CallFailure) {
            let (info, records) = (try before.get(), try await records())
            // One that has just come up, on whatever it was put back to: its silence can wait until it knows where it is.
            if outcome == .notFound, let delay = info.delay {
                return .unknown("the node does not know the newest blocks: \(delay)")
            }
            guard records.node == info.id else { return .unknown("another node answers than a moment ago") }
            if let problem = records.problem(attempt.mark.records) { return .unknown(problem) }
            guard try await client.newestPayment() >= attempt.mark.value else {
                return .unknown("the node has forgotten payments: it runs on an old copy of its database")
            }
            return outcome
        } catch {
            return .unknown("it is not known whether the node's records are whole: \(error)")
        }
    }
}
