import Cashu
import MintStore
import PaymentFake
import TestSupport
import Testing

@testable import MintCore

@Suite("A running mint")
struct RunningTests {
    @Test("Publications, payments and interrupted operations are taken care of, until the task is cancelled")
    func run() async throws {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 10
        configuration.maxDelaySeconds = 10
        let fixture = try await MintFixture(backend: configuration)
        let mint = try await fixture.restarted()
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8))
        let running = await fixture.run(mint)
        try fixture.signatory.rotate()
        #expect(await eventually { mint.keysets?.generation == 2 })
        fixture.clock.advance(seconds: 10)
        // Without asking for the quote, which would look by itself.
        #expect(try await eventually { try await mint.services.mintQuote(quote.id).state == .paid })
        running.cancel()
        await running.value
    }

    @Test("The end waits for what runs")
    func drain() async throws {
        let fixture = try await MintFixture { $0.shutdownPatienceMilliseconds = .max / 2 }
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        let mint = fixture.mint
        let (entered, enter) = AsyncStream<Void>.makeStream()
        let (gate, open) = AsyncStream<Void>.makeStream()
        fixture.signatory.beforeSigning {
            enter.finish()
            for await _ in gate {}
        }
        let running = await fixture.run(mint)
        async let swap = Outcome.of { () throws(MintFailure) in
            try await mint.swap(inputs: inputs, outputs: outputs.messages)
        }
        for await _ in entered {}
        running.cancel()
        open.finish()
        await running.value
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(await swap == .answered)
    }

    @Test("What is missing is said")
    func obstacles() async throws {
        let fixture = try await MintFixture()
        #expect(await fixture.mint.obstacles().isEmpty)
        fixture.signatory.setReady(false)
        #expect(await fixture.mint.obstacles().isEmpty, "found out once a second")
        fixture.clock.advance(seconds: 1)
        #expect(await fixture.mint.obstacles() == ["the signatory is not ready"])
        fixture.signatory.fail(always: .unavailable)
        fixture.clock.advance(seconds: 1)
        #expect(await fixture.mint.obstacles() == ["the signatory does not answer: unavailable"])
        fixture.signatory.fail(always: nil)
        fixture.signatory.setReady(true)
        fixture.faults.arm(.outageBefore, at: 1)
        fixture.clock.advance(seconds: 1)
        #expect(
            await fixture.mint.obstacles() == [
                "the database does not say whether melting may go on", "the database takes no write",
            ])
    }

    @Test("States and restores answer in order, repeat what is repeated, and have limits")
    func looking() async throws {
        let fixture = try await MintFixture { settings in
            settings.limits.maximumStateChecks = 4
            settings.limits.maximumRestore = 3
        }
        let spent = try await fixture.fund(8)
        let outputs = fixture.outputs(4, 2, 2)
        _ = try await fixture.mint.swap(inputs: spent, outputs: outputs.messages)
        let stranger = fixture.outputs(1)[0].secret.point
        let y = spent[0].secret.point
        let answers = try await fixture.mint.states(of: [stranger, y, stranger, y])
        #expect(answers.map(\.y) == [stranger, y, stranger, y])
        #expect(answers.map(\.state) == [.unspent, .spent, .unspent, .spent])
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.states(of: [y, y, y, y, y])
            } == .refused(.maximumInputsExceeded))
        let unknown = fixture.outputs(1)[0].message
        let found = try await fixture.mint.restore([outputs[2].message, unknown, outputs[0].message])
        #expect(found.map(\.blinded) == [outputs[2].message.point, outputs[0].message.point])
        #expect(found.map(\.amount) == [2, 4])
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.restore(outputs.messages + [unknown])
            } == .refused(.maximumOutputsExceeded))
    }
}
