import Cashu
import CashuCrypto
import MintStore
import Testing

@testable import MintCore

@Suite("Locked money in a mint")
struct LockedMoneyTests {
    private func swap(_ mint: Mint, _ inputs: [Proof], _ outputs: [Output]) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.swap(inputs: inputs, outputs: outputs.messages)
        }
    }

    private func melt(_ mint: Mint, _ quote: MeltQuote, _ inputs: [Proof], _ outputs: [Output]) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote.id, inputs: inputs, outputs: outputs.messages, prefersAsync: false)
        }
    }

    @Test("A swap that does not meet a condition moves nothing and has nothing signed; one that does leaves its witness")
    func swap() async throws {
        let fixture = try await MintFixture()
        let owner = try TestKey(1)
        let secret = try Locked.secret("P2PK", owner.hex)
        let inputs = try await fixture.fund([secret, try #require(Secret("an ordinary one"))])
        let outputs = fixture.outputs(8, 8)
        let witness = Locked.witness(owner.sign(secret))
        let before = try await Books(fixture.database)
        let requests = fixture.signatory.requests.count
        for refused in [nil, "", "not json", Locked.witness(), Locked.witness(owner.sign(inputs[1].secret))] {
            let tried = [inputs[0].showing(refused), inputs[1]]
            for inputs in [tried, tried.reversed()] {
                let outcome = await swap(fixture.mint, inputs, outputs)
                #expect(outcome == .refused(.proofVerificationFailed), "\(refused ?? "no witness")")
            }
        }
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await Books(fixture.database) == before)
        #expect(fixture.signatory.requests.count == requests)

        #expect(await swap(fixture.mint, [inputs[0].showing(witness), inputs[1]], outputs) == .answered)
        let states = try await fixture.mint.states(of: inputs.map(\.secret.point))
        #expect(states.map(\.state) == [.spent, .spent])
        #expect(states.map(\.witness) == [witness, nil])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("A condition does not make a forged proof genuine")
    func forged() async throws {
        let fixture = try await MintFixture()
        let owner = try TestKey(1)
        let secret = try Locked.secret("P2PK", owner.hex)
        let forged = Proof(
            amount: 8, keysetID: fixture.keyset.id, secret: secret, signature: secret.point,
            witness: Locked.witness(owner.sign(secret)))
        #expect(await swap(fixture.mint, [forged], fixture.outputs(8)) == .refused(.proofVerificationFailed))
        #expect(fixture.signatory.verifications == 1)
    }

    @Test("A swap goes by the mint's clock: the locktime itself is still locked")
    func clock() async throws {
        let fixture = try await MintFixture()
        let locktime = fixture.clock.now() + 10
        let secret = try Locked.secret("P2PK", TestKey(1).hex, [["locktime", String(locktime)]])
        let inputs = try await fixture.fund([secret])
        let outputs = fixture.outputs(8)
        fixture.clock.advance(seconds: 10)
        #expect(await swap(fixture.mint, inputs, outputs) == .refused(.proofVerificationFailed))
        #expect(try await fixture.state(inputs) == [.unspent])
        fixture.clock.advance(seconds: 1)
        #expect(await swap(fixture.mint, inputs, outputs) == .answered)
        #expect(try await fixture.state(inputs) == [.spent])
    }

    @Test("A melt with SIG_ALL is signed over the blank outputs as sent, and over its quote")
    func meltTogether() async throws {
        let fixture = try await MintFixture()
        let owner = try TestKey(1)
        func secret() throws -> Secret { try Locked.secret("P2PK", owner.hex, [["sigflag", "SIG_ALL"]]) }
        let inputs = try await fixture.fund([secret(), secret()])
        let quote = try await fixture.meltQuote()
        let other = try await fixture.meltQuote()
        let blanks = fixture.blanks(3)
        let zeros = blanks.messages.map { BlindedMessage(amount: 0, keysetID: $0.keysetID, point: $0.point) }
        func signed(_ message: String) -> [Proof] {
            [inputs[0].showing(Locked.witness(owner.sign(message))), inputs[1]]
        }
        let before = try await Books(fixture.database)
        for message in [
            inputs.message(blanks.messages), inputs.message(blanks.messages, quote: other.id),
            inputs.message(zeros, quote: quote.id), inputs.message([], quote: quote.id), inputs[0].secret.text,
        ] {
            let refused = await melt(fixture.mint, quote, signed(message), blanks)
            #expect(refused == .refused(.proofVerificationFailed))
        }
        #expect(await melt(fixture.mint, quote, inputs, blanks) == .refused(.proofVerificationFailed))
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await fixture.mint.meltQuote(quote.id).state == .unpaid)
        #expect(try await Books(fixture.database) == before)

        let good = signed(inputs.message(blanks.messages, quote: quote.id))
        #expect(await melt(fixture.mint, quote, good, blanks) == .answered)
        #expect(try await fixture.mint.meltQuote(quote.id).state == .paid)
        let states = try await fixture.mint.states(of: inputs.map(\.secret.point))
        #expect(states.map(\.state) == [.spent, .spent])
        #expect(states[0].witness == good[0].witness)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("A melt without SIG_ALL asks each input, and shows a preimage to who looks")
    func meltSingly() async throws {
        let fixture = try await MintFixture()
        let owner = try TestKey(1)
        let secrets = [
            try Locked.secret("P2PK", owner.hex),
            try Locked.secret("HTLC", Locked.hash, [["pubkeys", owner.hex]]),
        ]
        let inputs = try await fixture.fund(secrets)
        let quote = try await fixture.meltQuote()
        let shown = [
            inputs[0].showing(Locked.witness(owner.sign(secrets[0]))),
            inputs[1].showing(Locked.witness(owner.sign(secrets[1]), preimage: Locked.preimage)),
        ]
        for refused in [inputs, [shown[0], inputs[1]], [inputs[0], shown[1]]] {
            #expect(await melt(fixture.mint, quote, refused, []) == .refused(.proofVerificationFailed))
        }
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(await melt(fixture.mint, quote, shown, []) == .answered)
        let states = try await fixture.mint.states(of: inputs.map(\.secret.point))
        #expect(states[1].witness?.contains(Locked.preimage) == true)
    }
}
