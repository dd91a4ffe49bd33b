internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import MintCore

// GET.
extension MintResponder {
    func look(_ route: Route) async throws(MintFailure) -> Answer {
        let now = SystemMintClock().now()
        switch route {
        case .keys:
            let keysets = try keysets()
            return Answer(isStorable: true) { $0.activeKeys(keysets, now: now) }
        case .keysetKeys(let id):
            guard let id = KeysetID(hex: id), let keyset = try keysets()[id], keyset.unit != .auth else {
                throw .refused(.keysetUnknown, "keyset is not known")
            }
            return Answer(isStorable: true) { $0.keys([keyset], now: now) }
        case .keysets:
            let keysets = try keysets()
            return Answer(isStorable: true) { $0.keysets(keysets, now: now) }
        case .blindKeys:
            let keysets = try keysets()
            return Answer(isStorable: true) { $0.activeKeys(keysets, isAuth: true, now: now) }
        case .blindKeysetKeys(let id):
            guard let id = KeysetID(hex: id), let keyset = try keysets()[id], keyset.unit == .auth else {
                throw .refused(.keysetUnknown, "keyset is not known")
            }
            return Answer(isStorable: true) { $0.keys([keyset], now: now) }
        case .blindKeysets:
            let keysets = try keysets()
            return Answer(isStorable: true) { $0.keysets(keysets, isAuth: true, now: now) }
        case .information:
            return Answer(isStorable: true) { writer in
                writer.information(mint, doorkeeper?.settings, version: version, now: now)
            }
        case .mintQuote(let method, let id):
            let quote = try await mint.mintQuote(id, method: method)
            return Answer { $0.quote(quote) }
        case .meltQuote(let method, let id):
            let quote = try await mint.meltQuote(id, method: method)
            return Answer { $0.quote(quote) }
        case .subscriptions: return .upgradeRequired
        case .health:
            return Answer { writer in writer.object { $0.member("status", "live") } }
        case .ready: return await readiness()
        case .swap, .checkState, .restore, .mintQuotes, .mintQuoteChecks, .mint, .mintBatch, .meltQuotes, .melt,
            .blindMint:
            preconditionFailure("\(route.template) is a POST")
        }
    }

    private func readiness() async -> Answer {
        let obstacles = await mint.obstacles()
        return Answer(obstacles.isEmpty ? .ok : .serviceUnavailable) { writer in
            writer.object { writer in
                writer.member("status", obstacles.isEmpty ? "ready" : "not ready")
                writer.name("obstacles")
                writer.array(obstacles) { $0.string($1) }
            }
        }
    }

    private func keysets() throws(MintFailure) -> KeysetSnapshot {
        guard let keysets = mint.keysets else {
            throw .unavailable(detail: "no keysets yet: the signatory was never reached", retryAfterSeconds: 1)
        }
        return keysets
    }
}
