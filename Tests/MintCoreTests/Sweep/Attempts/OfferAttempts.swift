import Cashu
import CashuCrypto
import CashuSecrets
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import Synchronization
import Testing

@testable import MintCore

/// The key of all quotes for offers.
private func offerKey() throws -> SigningKey {
    try #require(unsafe FixedBytes<32> { _ in 5 }.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
}

extension SweepWorld {
    /// Who pays to offers.
    fileprivate func fake() throws -> FakeBackend { try #require(surroundings.node as? FakeNode).backend }

    fileprivate func offer() async throws -> MintQuote {
        try await life.mint.createMintQuote(
            MintQuoteOrder(method: .bolt12, unit: .sat, amount: Self.coin, publicKey: offerKey().publicKey))
    }
}

extension Life {
    /// The mint hears all that its backend has to tell, from where the last process stopped; what could not be credited
    /// at once is tried again.
    fileprivate func listen(to backend: FakeBackend) async throws(MintFailure) {
        let credits = mint.credits
        guard let place = try await credits.place.establish().index else { return }
        // `nil` is for backends that number nothing.
        guard let latest = try? await backend.latestReceived(), latest > place else { return }
        credits.backlog.withLock { $0.begin(after: place) }
        for await payment in backend.receivedPayments(after: place) {
            await credits.hear(payment)
            if payment.index == latest { break }
        }
        await credits.retry()
    }
}

/// An offer that was paid, which the mint does not know yet.
struct OfferCreditAttempt: Attempt {
    private let quote: MintQuote
    private let backend: FakeBackend

    init(in world: SweepWorld) async throws {
        quote = try await world.offer()
        backend = try world.fake()
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            try await life.listen(to: backend)
            // Nothing paid is no promise: the mint answers so until it has credited what it heard of.
            return try await life.mint.mintQuote(quote.id, method: .bolt12).amountPaid == 0 ? .nothing : .done([])
        }
    }

    func recover(on life: Life) async {
        _ = await Word.of { () throws(MintFailure) in
            try await life.listen(to: backend)
            return .nothing
        }
    }

    func ending(on life: Life) async throws -> Ending {
        switch try await life.mint.services.mintQuote(quote.id).amountPaid {
        case SweepWorld.coin: return .done
        case 0: return .undone
        case let paid: return .broken("\(paid) paid")
        }
    }
}

/// A part of what was paid to an offer, of which more is left than it takes.
struct OfferMintingAttempt: Attempt {
    private let quote: MintQuote
    private let signature: SchnorrSignature
    let outputs: [Output]

    init(in world: SweepWorld) async throws {
        let offer = try await world.offer()
        try await world.life.listen(to: world.fake())
        quote = try await world.life.mint.mintQuote(offer.id, method: .bolt12)
        #expect(quote.amountPaid == SweepWorld.coin)
        outputs = world.surroundings.outputs(4, 2)
        signature = QuoteKey.sign(quote: offer.id, outputs: outputs.messages, with: try offerKey()).newest
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            .done(
                try await life.mint.mint(
                    quote: quote.id, outputs: outputs.messages, signature: signature, method: .bolt12))
        }
    }

    func ending(on life: Life) async throws -> Ending {
        let stored = try await life.mint.services.mintQuote(quote.id)
        let restorable = try await restored(on: life).count
        switch (stored.amountIssued, restorable) {
        case (6, outputs.count): return .done
        case (0, 0): return .undone
        default: return .broken("\(stored.amountIssued) issued, \(restorable) restorable")
        }
    }
}

extension Bolt12Offer {
    static func anyIssuer() throws -> PublicKey {
        try #require(PublicKey.generator.multiplied(by: FixedBytes<32> { _ in 0x43 }))
    }
}

struct OfferMeltQuoteAttempt: Attempt {
    private let offer: Bolt12Offer

    init(in world: SweepWorld) throws {
        offer = try #require(try world.surroundings.node.offer(.settles))
    }

    func act(on life: Life) async -> Word {
        await Word.of { () throws(MintFailure) in
            _ = try await life.mint.createMeltQuote(
                MeltQuoteOrder(method: .bolt12, unit: .sat, request: offer.text))
            return .done([])
        }
    }

    /// Each time it is asked for there is one more, as an offer can be paid again.
    func ending(on life: Life) async throws -> Ending {
        let text = offer.text
        return try await life.database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT 1 FROM melt_quote WHERE request = \(text)").isEmpty ? .undone : .done
        }
    }
}
