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

    func answer(_ serve: () async throws(MintFailure) -> Answer) async throws(MintFailure) -> Answer {
        try await mint.checkToken(claim)
        switch try await mint.hold(claim.point, for: request) {
        case .held(let hold, let isFirst): return try await use(hold, isFirst, serve)
        case .spent(let record): return try await repeated(record, serve)
        case .busy: throw .unavailable(detail: "the token's request is being served", retryAfterSeconds: 2)
        case .taken: throw .refused(.blindAuthFailed, "the token was used")
        }
    }

    private func use(
        _ hold: TokenRecord, _ isFirst: Bool, _ serve: () async throws(MintFailure) -> Answer
    ) async throws(MintFailure) -> Answer {
        do throws(MintFailure) {
            let answer = try await serve()
            await mint.spend(hold, of: claim.point, answer: keepsAnswer ? answer.body : [])
            return answer
        } catch {
            // What is away may have done its part before: then only the same request may go on with this token, and a
            // refusal of its repetition says nothing of what came before.
            let isRefused = if case .refused = error { true } else { false }
            if route.method == .get || isRefused && isFirst {
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
        _ record: TokenRecord, _ serve: () async throws(MintFailure) -> Answer
    ) async throws(MintFailure) -> Answer {
        switch route {
        case .swap, .mint, .mintBatch, .melt: return try await serve()
        default:
            guard !record.answer.isEmpty else { throw .refused(.blindAuthFailed, "the token was used") }
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
