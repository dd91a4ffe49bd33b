import Cashu
import CashuCrypto
import MintStore
import Storage
import Synchronization
import Testing

@testable import MintCore

/// What the sweep of all faults (Sweep) does not look at: that a swap goes on where it can and holds still where it must,
/// and databases that no swap of this mint has written.
@Suite("Swap and its database")
struct SwapFaultTests {
    /// What holds after any fault and the recovery that follows it.
    private func check(
        _ fixture: MintFixture, _ mint: Mint, _ inputs: [Proof], _ outputs: [Output], _ outcome: Outcome
    ) async throws {
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        let states = try await fixture.state(inputs)
        let restorable = try await mint.restore(outputs.messages).count
        #expect(
            (states == [.unspent] && restorable == 0) || (states == [.spent] && restorable == outputs.count),
            "\(states), \(restorable) restorable")
        if outcome == .answered { #expect(states == [.spent], "signatures left only after the commit") }
    }

    @Test("A caller that goes away at any statement cancels nothing")
    func hangUp() async throws {
        let fixture = try await MintFixture()
        var number = 1
        var hasFired = true
        while hasFired {
            let inputs = try await fixture.fund(8)
            let outputs = fixture.outputs(8)
            let request = Mutex<Task<Outcome, Never>?>(nil)
            fixture.faults.arm(at: number) { request.withLock { $0?.cancel() } }
            request.withLock { request in
                request = Task {
                    await Outcome.of { () throws(MintFailure) in
                        try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
                    }
                }
            }
            _ = await request.withLock { $0 }?.value
            hasFired = fixture.faults.disarm()
            #expect(try await fixture.state(inputs) == [.spent])
            #expect(try await fixture.mint.restore(outputs.messages).count == 1)
            number += 1
        }
        #expect(number > 15)
    }

    @Test(
        "A commit that does not answer is looked into and never guessed at",
        arguments: [1, 2], UncertainEngine.Truth.allCases)
    func unknownCommit(write: Int, truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(4, 8)
        let outputs = fixture.outputs(8, 4)
        fixture.engine.loseAnswer(ofWrite: write, truth)
        let mint = fixture.mint
        let signatures = try await mint.swap(inputs: inputs, outputs: outputs.messages)
        #expect(fixture.engine.hasFired)
        _ = try outputs.proofs(signatures, fixture.keyset)
        try await check(fixture, mint, inputs, outputs, .answered)
    }

    @Test(
        "While nobody knows what became of a commit nothing is handed out and nothing undone",
        arguments: [1, 2], UncertainEngine.Truth.allCases)
    func unresolvedCommit(write: Int, truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(4, 8)
        let outputs = fixture.outputs(8, 4)
        fixture.engine.loseAnswer(ofWrite: write, truth) { fixture.faults.arm(.outageBefore, at: 1) }
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        #expect(outcome == .unavailable)
        #expect(fixture.faults.disarm())
        let before = try await fixture.state(inputs)
        switch (write, truth) {
        case (1, .notWritten): #expect(before == [.unspent])
        case (2, .written): #expect(before == [.spent])
        default: #expect(before == [.pending])
        }
        await fixture.mint.recovery.round()
        try await check(fixture, fixture.mint, inputs, outputs, outcome)
    }

    @Test("A commit of TX2 that fails is never answered with signatures")
    func failingCommit() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        fixture.signatory.beforeSigning { fixture.faults.armNextCommit() }
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        fixture.signatory.beforeSigning(nil)
        #expect(fixture.faults.disarm())
        #expect(outcome == .unavailable)
        try await check(fixture, fixture.mint, inputs, outputs, outcome)
        #expect(try await fixture.state(inputs) == [.unspent])
    }

    @Test("Inputs stay pending while the database is away, and recovery frees them without a restart")
    func outage() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        fixture.signatory.beforeSigning { fixture.faults.arm(.outageBefore, at: 1) }
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .unavailable)
        fixture.signatory.beforeSigning(nil)
        fixture.faults.disarm()
        #expect(try await fixture.state(inputs) == [.pending])
        await fixture.mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.unspent])
        await fixture.mint.recovery.round()
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("A reservation that the database lost, as it may lose a deferred commit, is a reason to try again")
    func lostReservation() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        let database = fixture.database
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            let isLost = try? await database.write { (transaction) throws(DatabaseError) in
                for table: SQL in ["saga", "pending_proof", "pending_output"] {
                    _ = try transaction.execute("DELETE FROM " + table)
                }
                return true
            }
            #expect(isLost == true)
        }
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await fixture.mint.restore(outputs.messages).isEmpty)
        (try await Books(fixture.database)).expectQuiet()
        _ = try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
    }

    @Test("Recovery completes a swap whose outputs carry signatures")
    func signedButPending() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        fixture.signatory.beforeSigning { fixture.faults.arm(.outageBefore, at: 1) }
        _ = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        fixture.signatory.beforeSigning(nil)
        fixture.faults.disarm()
        // Whoever writes this is not the mint, which signs and gives the outputs up in one transaction.
        let nothing = [UInt8](repeating: 0, count: 32)
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(
                """
                INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, \
                signature, dleq_e, dleq_s, created_at, signed_at)
                SELECT blinded, operation_id, operation_kind, position, keyset_id, amount, blinded, \(nothing), \
                \(nothing), created_at, created_at
                FROM pending_output
                """)
        }
        await fixture.mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.spent])
        (try await Books(fixture.database)).expectQuiet()
    }
}
