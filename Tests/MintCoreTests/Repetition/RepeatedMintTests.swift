import Cashu
import CashuCrypto
import CashuSecrets
import MintStore
import Storage
import Testing

@testable import MintCore

@Suite("The same mint request again, and batches")
struct RepeatedMintTests {
    @Test("It gets the signatures it got before, and once at once")
    func again() async throws {
        let fixture = try await MintFixture()
        let quote = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 12))
        let outputs = fixture.outputs(8, 4)
        let answers = try await withThrowingTaskGroup(of: [BlindSignature].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 20 && answers.allSatisfy { $0 == answers[0] })
        let other = try await fixture.restarted()
        #expect(try await other.mint(quote: quote.id, outputs: outputs.messages, signature: nil) == answers[0])
        let another = await Outcome.of { () throws(MintFailure) in
            try await other.mint(quote: quote.id, outputs: fixture.outputs(8, 4).messages, signature: nil)
        }
        #expect(another == .refused(.quoteAlreadyIssued))
        try await Books(fixture.database).expectConserved()
    }

    @Test("Whoever lacks the key of a quote is not answered with what its owner was served")
    func withoutKey() async throws {
        let fixture = try await MintFixture()
        let key = try #require(
            unsafe FixedBytes<32> { _ in 5 }.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
        let quote = try await fixture.mint.createMintQuote(
            MintQuoteOrder(unit: .sat, amount: 12, publicKey: key.publicKey))
        let messages = fixture.outputs(8, 4).messages
        let signature = QuoteKey.sign(quote: quote.id, outputs: messages, with: key).newest
        let served = try await fixture.mint.mint(quote: quote.id, outputs: messages, signature: signature)
        #expect(try await fixture.mint.mint(quote: quote.id, outputs: messages, signature: signature) == served)
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.mint(quote: quote.id, outputs: messages, signature: nil)
        }
        #expect(outcome == .refused(.quoteSignatureInvalid))
    }

    private func paid(_ fixture: MintFixture, _ amounts: UInt64...) async throws -> [MintOrder.Quote] {
        var quotes: [MintOrder.Quote] = []
        for amount in amounts {
            let quote = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amount))
            #expect(try await fixture.mint.mintQuote(quote.id).state == .paid)
            quotes.append(MintOrder.Quote(id: quote.id))
        }
        return quotes
    }

    @Test("A batch is issued as a whole, and its repetition gets the same")
    func batch() async throws {
        let fixture = try await MintFixture()
        let order = MintOrder(quotes: try await paid(fixture, 8, 4), outputs: fixture.outputs(8, 2, 2).messages)
        let signatures = try await fixture.mint.mint(order)
        #expect(signatures.map(\.amount) == [8, 2, 2])
        for quote in order.quotes { #expect(try await fixture.mint.mintQuote(quote.id).state == .issued) }
        #expect(try await fixture.mint.mint(order) == signatures)
        try await Books(fixture.database).expectConserved()
    }

    @Test("A batch with one quote that is issued, unknown, twice or unpaid issues none")
    func allOrNothing() async throws {
        let fixture = try await MintFixture()
        let quotes = try await paid(fixture, 8, 4)
        _ = try await fixture.mint.mint(MintOrder(quotes: [quotes[1]], outputs: fixture.outputs(4).messages))
        let unknown = MintOrder.Quote(id: OperationID().text)
        for (bad, code) in [
            (quotes[1], NUTErrorCode.quoteAlreadyIssued), (unknown, .quoteUnknown), (quotes[0], .duplicateQuotes),
        ] {
            let order = MintOrder(quotes: [quotes[0], bad], outputs: fixture.outputs(8, 4).messages)
            let outcome = await Outcome.of { () throws(MintFailure) in try await fixture.mint.mint(order) }
            #expect(outcome == .refused(code))
            #expect(try await fixture.mint.mintQuote(quotes[0].id).state == .paid)
            #expect(try await fixture.mint.restore(order.outputs).isEmpty)
        }
        let none = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.mint(MintOrder(quotes: [], outputs: fixture.outputs(8).messages))
        }
        #expect(none == .refused(.malformedRequest))
        try await Books(fixture.database).expectConserved()
    }

    @Test("A batch that fails at any statement issues all of it or nothing, and can be asked for again")
    func faults() async throws {
        let fixture = try await MintFixture()
        var number = 1
        var hasFired = true
        while hasFired {
            let order = MintOrder(quotes: try await paid(fixture, 8, 4), outputs: fixture.outputs(8, 4).messages)
            fixture.faults.arm(.outageBefore, at: number)
            _ = await Outcome.of { () throws(MintFailure) in try await fixture.mint.mint(order) }
            hasFired = fixture.faults.disarm()
            let states = Set(try await order.quotes.asyncMap { try await fixture.mint.mintQuote($0.id).state })
            #expect(states == [.issued] || states == [.paid], "at \(number)")
            #expect(try await fixture.mint.restore(order.outputs).count == (states == [.issued] ? 2 : 0))
            #expect(try await fixture.mint.mint(order).count == 2)
            number += 1
        }
        #expect(number > 10, "the plan was never reached")
        try await Books(fixture.database).expectConserved()
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
