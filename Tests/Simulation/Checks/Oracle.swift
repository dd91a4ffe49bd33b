internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import PaymentAPI
internal import Storage

/// Looks at a history that has come to rest: each operation happened as a whole or not at all, and the ledgers of
/// wallets, mint and node agree to the unit.
struct Oracle {
    private let world: World

    init(_ world: World) { self.world = world }

    private func number(_ statement: SQL) -> Int64 { world.server.number(statement) }

    func judge() {
        world.invariants.check()
        let pending = number(
            """
            SELECT (SELECT COUNT(*) FROM saga) + (SELECT COUNT(*) FROM pending_proof)
                + (SELECT COUNT(*) FROM pending_output) + (SELECT COUNT(*) FROM melt_quote WHERE state = 'PENDING')
            """)
        if pending != 0 { world.violate("I6: at rest, \(pending) rows are pending") }
        for wallet in world.wallets {
            for operation in wallet.operations { judge(operation) }
        }
        judgeSignatures()
        judgeOperations()
        judgePayments()
        judgeLedgers()
        judgeIncidents()
    }

    /// What a faulty node has cost stands in the database, and nothing else does.
    private func judgeIncidents() {
        let recorded = number("SELECT COUNT(*) FROM incident")
        if !world.isAboutIncidents, recorded != 0 { world.violate("\(recorded) incidents that nobody caused") }
        let late = world.node.settled.keys.filter { hash in
            number("SELECT COUNT(*) FROM melt_quote WHERE payment_hash = \(hash) AND state = 'PAID'") == 0
        }
        let noticed = number("SELECT COUNT(*) FROM incident WHERE kind = 'LATE_PAYMENT'")
        if noticed < late.count { world.violate("\(late.count) late payments, \(noticed) noticed") }
        if noticed > 0 { world.covers(.latePaymentNoticed) }
    }

    /// All inputs SPENT and every signature obtainable, or no signature.
    private func judge(_ operation: Operation) {
        var signed = 0
        var owner: [UInt8]?
        for output in operation.outputs {
            guard let row = row("SELECT operation_id FROM blind_signature WHERE blinded = \(output.message.point)")
            else { continue }
            signed += 1
            owner = SimulatedServer.must { () throws(DatabaseError) in try row.bytes(0) }
        }
        if signed == 0 { return }
        if operation.kind != .melt, signed != operation.outputs.count {
            world.violate("a \(operation.kind) was signed in part")
        }
        guard let owner else { return }
        for input in operation.inputs {
            let spent = number("SELECT COUNT(*) FROM proof WHERE y = \(input.y) AND operation_id = \(owner)")
            if spent != 1 { world.violate("a \(operation.kind) was signed whose input it did not spend") }
        }
        if let id = operation.quoteID {
            let paid = number(
                """
                SELECT (SELECT COUNT(*) FROM mint_quote WHERE id = \(id) AND amount_issued = amount)
                    + (SELECT COUNT(*) FROM melt_quote WHERE id = \(id) AND state = 'PAID')
                """)
            if paid != 1 { world.violate("a \(operation.kind) was signed for a quote that is not over") }
        }
    }

    /// I3, I5: genuine, and what wallets were given is there.
    private func judgeSignatures() {
        for row in world.server.rows("SELECT blinded, keyset_id, amount, signature FROM blind_signature") {
            let isGenuine = SimulatedServer.must { () throws(DatabaseError) in
                let (blinded, keyset) = (try row.publicKey(0), try row.keysetID(1))
                guard let number = KeyHolder.shared.number(of: keyset),
                    let key = KeyHolder.amounts.firstIndex(of: try row.unsigned(2))
                else { return false }
                return KeyHolder.shared.sign(blinded, keyset: number, key: key).signature == (try row.publicKey(3))
            }
            if !isGenuine { world.violate("I3: a stored signature is not genuine") }
        }
        for (point, signature) in world.invariants.seen {
            let stored = number(
                """
                SELECT COUNT(*) FROM blind_signature WHERE blinded = \(point) AND signature = \(signature.point)
                    AND amount = \(signature.amount)
                """)
            if stored != 1 { world.violate("I5: a signature that a wallet was given is gone") }
        }
    }

    /// I1, for each operation by itself.
    private func judgeOperations() {
        let wrong = number(
            """
            SELECT COUNT(*) FROM completed_operation AS done
            WHERE issued <> (SELECT COALESCE(SUM(amount), 0) FROM blind_signature
                    WHERE operation_id = done.operation_id)
                OR redeemed <> (SELECT COALESCE(SUM(amount), 0) FROM proof WHERE operation_id = done.operation_id)
            """)
        if wrong != 0 { world.violate("I1: \(wrong) operations are not what their line in the books says") }
        let twice = number("SELECT COUNT(*) - COUNT(DISTINCT operation_id) FROM completed_operation")
        if twice != 0 { world.violate("I2: an operation was completed twice") }
    }

    /// I4: each payment of the node is one of a melt and the other way about; each credit was received.
    private func judgePayments() {
        let node = world.node
        for (hash, settlement) in node.settled where !node.incidents.contains(hash) {
            let booked = number(
                """
                SELECT COUNT(*) FROM completed_operation JOIN melt_quote ON melt_quote.id = quote_id
                WHERE kind = 3 AND payment_hash = \(hash) AND state = 'PAID' AND paid_msat = \(settlement.spentMsat)
                """)
            if booked != 1 { world.violate("I4: the node paid an invoice, and \(booked) melts did") }
        }
        for row in world.server.rows("SELECT payment_hash, id FROM melt_quote WHERE state = 'PAID'") {
            let hash = hash(row)
            let isInside = number(
                "SELECT COUNT(*) FROM mint_quote WHERE request_id = \(hash) AND amount_paid = amount") == 1
            if node.settled[hash] == nil, !isInside { world.violate("I4: a melt is PAID, and nobody was paid") }
        }
        for row in world.server.rows("SELECT request_id FROM mint_quote WHERE amount_paid > 0") {
            let hash = hash(row)
            let isInside = number(
                "SELECT COUNT(*) FROM melt_quote WHERE payment_hash = \(hash) AND state = 'PAID'") == 1
            if node.received(hash) == nil, !isInside { world.violate("I4: a quote was credited that nobody paid") }
        }
        for hash in node.receivedHashes {
            let open = number("SELECT COUNT(*) FROM mint_quote WHERE request_id = \(hash) AND amount_paid = 0")
            if open != 0 { world.violate("a payment was received and is not credited") }
        }
    }

    private func hash(_ row: Row) -> FixedBytes<32> {
        SimulatedServer.must { () throws(DatabaseError) in try row.fixedBytes(0) }
    }

    private func row(_ statement: SQL) -> Row? { world.server.rows(statement).first }
}

extension Oracle {
    /// I1, in millisatoshi: what came in over Lightning is what is out as ecash, what went out over Lightning, and what
    /// the mint keeps.
    private func judgeLedgers() {
        let node = world.node
        let outstanding = number(
            """
            SELECT 1000 * ((SELECT COALESCE(SUM(amount), 0) FROM blind_signature)
                - (SELECT COALESCE(SUM(amount), 0) FROM proof)
                + (SELECT COALESCE(SUM(amount_paid - amount_issued), 0) FROM mint_quote))
            """)
        let kept = number(
            """
            SELECT COALESCE(SUM(CASE WHEN kind = 3 THEN 1000 * (redeemed - issued) - paid_msat
                ELSE 1000 * input_fee END), 0) FROM completed_operation
            """)
        let received = number(
            """
            SELECT COALESCE(SUM(1000 * amount_paid), 0) FROM mint_quote WHERE request_id NOT IN (
                SELECT payment_hash FROM melt_quote WHERE state = 'PAID')
            """)
        let paid = node.settled.filter { hash, _ in
            number("SELECT COUNT(*) FROM melt_quote WHERE state = 'PAID' AND payment_hash = \(hash)") == 1
        }.values.map { Int64($0.spentMsat) }.reduce(0, +)
        if received != outstanding + paid + kept {
            world.violate("I1: received \(received), outstanding \(outstanding), paid \(paid), kept \(kept)")
        }
        let shorted = number(
            """
            SELECT COUNT(*) FROM completed_operation
            WHERE kind = 3 AND 1000 * (redeemed - issued - input_fee) < paid_msat
            """)
        if shorted != 0, !world.isAboutIncidents { world.violate("I1: \(shorted) melts gave more than they took") }
    }
}
