import Cashu
import CashuCrypto
import ProcessTestSupport

/// What the mint says of some requests, in answer to the questions that any wallet may ask.
struct Facts: Sendable {
    private(set) var states: [String: String] = [:]
    private(set) var signatures: [PublicKey: BlindSignature] = [:]
    private(set) var mintQuotes: [String: String] = [:]
    private(set) var meltQuotes: [String: Purse.MeltQuote] = [:]

    /// What a mint answers at most at once.
    private static let most = 1_000

    /// Quotes first: to ask for a melt under way is to have it looked after.
    init(_ requests: [Request], _ purse: Purse) async throws {
        for request in requests {
            switch request.kind {
            case .swap: break
            case .mint(let invoice):
                let answer = try await purse.mintQuote(invoice.quote)
                try require(answer.status == 200, answer.text)
                mintQuotes[invoice.quote] = try answer.decoded(Purse.MintQuote.self).state
            case .melt(let payment): meltQuotes[payment.quote] = try await purse.meltQuote(payment.quote)
            }
        }
        states = try await Self.states(requests.flatMap { $0.inputs.map(\.point) }, purse)
        signatures = try await Self.signatures(requests.flatMap { $0.outputs.map(\.message) }, purse)
    }

    static func states(_ points: [String], _ purse: Purse) async throws -> [String: String] {
        var states: [String: String] = [:]
        for page in pages(points) {
            let answers = try await purse.states(points: page)
            try require(answers.count == page.count, "\(answers.count) states of \(page.count) proofs")
            for (point, state) in zip(page, answers) { states[point] = state }
        }
        return states
    }

    static func signatures(
        _ messages: [BlindedMessage], _ purse: Purse
    ) async throws -> [PublicKey: BlindSignature] {
        var signatures: [PublicKey: BlindSignature] = [:]
        for page in pages(messages) {
            let restored = try await purse.restore(page)
            try require(restored.outputs.count == restored.signatures.count, "outputs without signatures")
            for (output, signature) in zip(restored.outputs, restored.signatures) {
                signatures[output.point] = signature
            }
        }
        return signatures
    }

    private static func pages<Element>(_ all: [Element]) -> [[Element]] {
        stride(from: 0, to: all.count, by: most).map { Array(all[$0..<min($0 + most, all.count)]) }
    }
}
