import Cashu
import Lightning
import MintStore
import PaymentAPI
import Testing

@testable import MintCore

/// A melt with change, of an invoice or an offer, of somebody else or of this mint.
struct MeltAttempt: Attempt {
    private let quote: MeltQuote
    /// Of what is paid to somebody else.
    private let course: Course?
    let input: Proof
    let outputs: [Output]
    /// The mint quote whose invoice it pays.
    private let target: MintQuote?
    let surroundings: Surroundings

    /// What its change comes in.
    private static let changeParts = 2

    init(in world: inout SweepWorld, _ course: Course) async throws {
        try await self.init(
            on: world.life, world.surroundings, paying: world.surroundings.node.invoice(course).text,
            course: course, with: world.coin())
    }

    /// To an offer of somebody else, whose invoice came with the quote.
    init(in world: inout SweepWorld, offer course: Course) async throws {
        let offer = try #require(try world.surroundings.node.offer(course))
        try await self.init(
            on: world.life, world.surroundings, paying: offer.text, .bolt12, course: course, with: world.coin())
    }

    init(inside world: inout SweepWorld) async throws {
        let coin = try await world.coin()
        let target = try await world.life.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        try await self.init(
            on: world.life, world.surroundings, paying: target.request, target.method, with: coin, target: target)
    }

    init(insideOffer world: inout SweepWorld) async throws {
        let coin = try await world.coin()
        let target = try await world.life.mint.createMintQuote(
            MintQuoteOrder(method: .bolt12, unit: .sat, amount: 10, publicKey: Bolt12Offer.anyIssuer()))
        try await self.init(
            on: world.life, world.surroundings, paying: target.request, target.method, with: coin, target: target)
    }

    private init(
        on life: Life, _ surroundings: Surroundings, paying request: String, _ method: PaymentMethod = .bolt11,
        course: Course? = nil, with input: Proof, target: MintQuote? = nil
    ) async throws {
        quote = try await life.mint.createMeltQuote(MeltQuoteOrder(method: method, unit: .sat, request: request))
        self.course = course
        outputs = surroundings.outputs(1, 1, 1)
        self.input = input
        self.target = target
        self.surroundings = surroundings
    }

    func act(on life: Life) async -> Word {
        let word = await Word.of { () throws(MintFailure) in
            let quote = try await life.mint.melt(
                quote: quote.id, inputs: [input], outputs: outputs.messages, prefersAsync: false, method: quote.method)
            switch quote.state {
            case .paid: return .done(quote.change)
            case .pending: return .pending
            case .unpaid: return .undone
            }
        }
        return word == .refused(.paymentFailed) ? .undone : word
    }

    func ending(on life: Life) async throws -> Ending {
        let state = try await life.mint.services.meltQuote(quote.id).state
        let proof = try await life.mint.states(of: [input.secret.point])[0].state
        let restorable = try await restored(on: life).count
        let payment = try await payment(on: life)
        switch (state, proof, restorable, payment) {
        case (.paid, .spent, Self.changeParts, .made): return .done
        case (.unpaid, .unspent, 0, .none): return .undone
        case (.pending, .pending, 0, .underWay): return .inFlight
        case (.pending, .pending, 0, .none) where target == nil: return .waiting
        default: return .broken("\(state), \(proof), \(restorable) restorable, payment \(payment)")
        }
    }

    /// What really happened, whatever the mint was told of it.
    private func payment(on life: Life) async throws -> Truth {
        let isCredited =
            if let target { try await life.mint.services.mintQuote(target.id).state != .unpaid } else { false }
        let truth = await surroundings.node.truth(quote.paymentHash)
        switch truth {
        case .made: return isCredited ? .madeTwice : .made
        case .none: return isCredited ? .made : .none
        case .underWay, .madeTwice: return truth
        }
    }

    func outlast() async throws {
        guard let course else { return }
        try await surroundings.node.end(quote.paymentHash, paid: !course.isHopeless)
    }

    func again(after ending: Ending, on life: Life) async throws -> [String] {
        let isOver = quote.expiry < surroundings.clock.now() || course == .lost
        guard ending == .undone else { return try await repeated(after: ending, on: life) }
        if course?.isHopeless == true {
            return try await isOver ? spent(on: life) : inVain(on: life) + spent(on: life)
        }
        guard isOver else { return try await repeated(after: ending, on: life) }
        // The wallet wants to be paid for its coin by somebody else then.
        let invoice = try surroundings.node.invoice(.settles)
        return try await Self(on: life, surroundings, paying: invoice.text, course: .settles, with: input)
            .repeated(after: ending, on: life)
    }

    /// Whatever it is told, it is to end as paid.
    private func repeated(after ending: Ending, on life: Life) async throws -> [String] {
        var complaints: [String] = []
        let word = await act(on: life)
        try await outlast()
        // The first round may find nothing yet.
        for _ in 0..<2 { await recover(on: life) }
        switch word {
        case .done(let signatures):
            if try await restored(on: life) != signatures { complaints.append("other change than is stored") }
        case .pending where ending == .undone: break
        default: complaints.append("asked again, it was told \(word)")
        }
        let last = try await self.ending(on: life)
        if last != .done { complaints.append("asked again, it ended \(last)") }
        return complaints
    }

    /// The payment fails again.
    private func inVain(on life: Life) async throws -> [String] {
        let word = await act(on: life)
        try await outlast()
        await recover(on: life)
        if try await ending(on: life) == .waiting {
            // Until the node tries no other way.
            surroundings.clock.advance(seconds: Surroundings.longWaitSeconds)
            await recover(on: life)
        }
        let last = try await ending(on: life)
        if [.undone, .pending].contains(word), last == .undone { return [] }
        return ["tried again in vain, it was told \(word) and ended \(last)"]
    }

    /// The coin is as good as before.
    private func spent(on life: Life) async throws -> [String] {
        try await SwapAttempt(of: [input], for: surroundings.outputs(8, 8)).again(after: .undone, on: life)
    }
}
