internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import MintStore
internal import Storage
internal import StorageSQLite

/// What must hold after every commit, whatever fails: the numbers I1 to I6 are those of the invariants in
/// docs/simulation.md.
final class Invariants: @unchecked Sendable {  // confined to the scheduler's thread
    private let world: World
    private var commits = 0
    /// Never fewer: SPENT, signed and completed are final.
    private var least: [Int64] = [0, 0, 0, 0, 0]
    /// Signatures that have left a mint, by their outputs.
    private(set) var seen: [PublicKey: BlindSignature] = [:]

    init(_ world: World) { self.world = world }

    func didCommit() {
        commits += 1
        if commits % 3 == 0 { check() }
    }

    func check() {
        for (words, statement) in Self.mustBeZero where world.server.number(statement) != 0 { world.violate(words) }
        let counts = SimulatedServer.must { () throws(DatabaseError) in
            guard let row = try world.server.connection.perform(Self.counts).rows.first else {
                throw .unreadable("counts")
            }
            return try (0..<least.count).map { (column) throws(DatabaseError) in try row.integer(column) }
        }
        if zip(counts, least).contains(where: { $0 < $1 }) { world.violate("I2/I3: what was final is gone") }
        least = counts
        checkNode()
    }

    /// Each counts what may not be.
    private static let mustBeZero: [(String, SQL)] = [
        (
            "I1: the books do not add up",
            """
            SELECT (SELECT COALESCE(SUM(amount), 0) FROM blind_signature) <> (SELECT COALESCE(SUM(issued), 0) \
            FROM completed_operation) OR (SELECT COALESCE(SUM(amount), 0) FROM proof) <> (SELECT \
            COALESCE(SUM(redeemed), 0) FROM completed_operation) OR (SELECT COALESCE(SUM(amount_issued), 0) \
            FROM mint_quote) <> (SELECT COALESCE(SUM(issued), 0) FROM completed_operation WHERE kind = 2)
            """
        ),
        (
            "I1: an operation gave more than it took",
            """
            SELECT COUNT(*) FROM completed_operation
            WHERE kind = 1 AND redeemed <> issued + input_fee OR kind = 3 AND redeemed < issued + input_fee
            """
        ),
        (
            "I2: a proof is pending and spent",
            "SELECT COUNT(*) FROM pending_proof JOIN proof ON proof.y = pending_proof.y"
        ),
        (
            "I3: an output is pending and signed",
            "SELECT COUNT(*) FROM pending_output JOIN blind_signature USING (blinded)"
        ),
        ("I4: issued more than was paid", "SELECT COUNT(*) FROM mint_quote WHERE amount_issued > amount_paid"),
        (
            "I6: something is pending without a saga",
            """
            SELECT (SELECT COUNT(*) FROM pending_proof WHERE operation_id NOT IN (SELECT operation_id FROM saga))
                + (SELECT COUNT(*) FROM pending_output WHERE operation_id NOT IN (SELECT operation_id FROM saga))
            """
        ),
        (
            "I6: a saga holds nothing",
            """
            SELECT COUNT(*) FROM saga
            WHERE operation_id NOT IN (SELECT operation_id FROM pending_proof)
            """
        ),
        (
            "I6: a quote is PENDING without a saga, or a saga works on one that is not",
            """
            SELECT COUNT(*) FROM melt_quote WHERE (state = 'PENDING') <> EXISTS (
                SELECT 1 FROM saga WHERE saga.quote_id = melt_quote.id
            )
            """
        ),
    ]

    private static let counts: SQL = """
        SELECT (SELECT COUNT(*) FROM proof), (SELECT COUNT(*) FROM blind_signature),
            (SELECT COUNT(*) FROM completed_operation), (SELECT COUNT(*) FROM melt_quote WHERE state = 'PAID'),
            (SELECT COUNT(*) FROM mint_quote WHERE amount_issued > 0)
        """

    /// I4: whatever the node has paid, or may be paying, belongs to a melt that holds its inputs.
    private func checkNode() {
        let node = world.node
        for hash in node.settled.keys where !node.incidents.contains(hash) { checkHeld(hash, "was paid") }
        for hash in node.unended where !node.incidents.contains(hash) { checkHeld(hash, "is being paid") }
    }

    private func checkHeld(_ hash: FixedBytes<32>, _ words: String) {
        let count = world.server.number(
            "SELECT COUNT(*) FROM melt_quote WHERE payment_hash = \(hash) AND state IN ('PENDING', 'PAID')")
        if count != 1 { world.violate("I4: an invoice \(words), and \(count) melts hold the inputs for it") }
    }

    // MARK: What leaves a mint

    /// I5: signatures leave once they are stored.
    func leaves(_ operation: Operation, _ signatures: [BlindSignature]) {
        if operation.kind != .melt, signatures.count != operation.outputs.count {
            world.violate("I5: \(signatures.count) signatures for \(operation.outputs.count) outputs")
        }
        for (output, signature) in zip(operation.outputs, signatures) {
            let point = output.message.point
            let stored = world.server.number(
                """
                SELECT COUNT(*) FROM blind_signature WHERE blinded = \(point) AND signature = \(signature.point)
                    AND amount = \(signature.amount)
                """)
            if stored != 1 { world.violate("I5: a signature left that is not stored") }
            if let before = seen[point], before != signature { world.violate("I3: an output has two signatures") }
            seen[point] = signature
        }
    }

    func leaves(_ operation: Operation, _ quote: MeltQuote) {
        guard quote.state == .paid else { return }
        let paid = world.server.number("SELECT COUNT(*) FROM melt_quote WHERE id = \(quote.id) AND state = 'PAID'")
        if paid != 1 { world.violate("I5: PAID left before it was stored") }
        // A quote may have been paid by another request of the wallet, with other blanks.
        let own = operation.outputs.filter { output in
            world.server.number("SELECT COUNT(*) FROM melt_change WHERE blinded = \(output.message.point)") == 1
        }
        if own.count == quote.change.count { leaves(operation, quote.change) }
    }
}
