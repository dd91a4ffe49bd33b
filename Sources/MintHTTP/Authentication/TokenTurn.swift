internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import MintCore
internal import MintStore

/// Serves one request for one blind token: the token is spent when the request is accepted, and only then.
struct TokenTurn {
    private let mint: Mint
    private let claim: TokenClaim
    private let route: Route
    private let request: FixedBytes<32>

    init(_ mint: Mint, _ token: BlindToken, _ route: Route, _ head: HTTPRequest, _ body: [UInt8]) {
        self.mint = mint
        self.route = route
        claim = TokenClaim(keysetID: token.keysetID, point: token.secret.point, signature: token.signature)
        // Neither a method nor a path has a line break in it.
        request = SHA256.hash("\(head.method.rawValue)\n\(head.path ?? "")\n\(SHA256.hash(body).hex)")
    }

    /// - Parameters:
    ///   - serve: serves the request; what it returns is its acceptance if the status says so.
    ///   - answerAgain: answers a request that was accepted before and is known again by what it does, and begins
    ///     nothing.
    func answer(
        _ serve: () async throws(MintFailure) -> Answer,
        answerAgain: () async throws(MintFailure) -> Answer = { () throws(MintFailure) in throw Self.used }
    ) async throws(MintFailure) -> Answer {
        try await mint.checkToken(claim)
        switch try await mint.hold(claim.point, for: request) {
        case .held(let hold, let isFirst): return try await use(hold, isFirst, serve)
        case .spent(let record): return try await repeated(record, answerAgain)
        case .busy: throw .unavailable(detail: "the token's request is being served", retryAfterSeconds: 2)
        case .taken: throw Self.used
        }
    }

    private static var used: MintFailure { .refused(.blindAuthFailed, "the token was used") }

    private func use(
        _ hold: TokenRecord, _ isFirst: Bool, _ serve: () async throws(MintFailure) -> Answer
    ) async throws(MintFailure) -> Answer {
        do throws(MintFailure) {
            let answer = try await serve()
            if answer.isAcceptance {
                await mint.spend(hold, of: claim.point, answer: keepsAnswer ? answer.body : [])
            } else {
                await mint.release(hold, of: claim.point)
            }
            return answer
        } catch {
            // Who only looks has moved nothing, whatever broke. Otherwise nobody knows how far a request came that was
            // neither accepted nor refused: a payment may be under way, a quote may be made. Were its token free,
            // another request could be served for it as well. So only the same one may go on with it, and a refusal of
            // its repetition says nothing of what came before. It costs the wallet one token at most.
            let isRefused = if case .refused = error { true } else { false }
            if route.onlyLooks || isRefused && isFirst {
                await mint.release(hold, of: claim.point)
            } else {
                await mint.park(hold, of: claim.point)
            }
            throw error
        }
    }

    /// Swaps, mints and melts know their requests again and answer as before. A quote would be a second one. Who looks
    /// looks once.
    private func repeated(
        _ record: TokenRecord, _ answerAgain: () async throws(MintFailure) -> Answer
    ) async throws(MintFailure) -> Answer {
        switch route {
        case .swap, .mint, .mintBatch, .melt: return try await answerAgain()
        default:
            guard !record.answer.isEmpty else { throw Self.used }
            return Answer(json: record.answer)
        }
    }

    private var keepsAnswer: Bool {
        switch route {
        case .mintQuotes, .meltQuotes: true
        default: false
        }
    }
}
