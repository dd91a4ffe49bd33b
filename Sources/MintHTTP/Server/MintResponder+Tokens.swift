internal import Cashu
internal import MintAuth
internal import MintCore

// NUT-22.
extension MintResponder {
    /// A user whose tokens were not signed may ask for them again as if he had not.
    func issueTokens(_ bytes: [UInt8], for user: ClearUser?) async throws(MintFailure) -> Answer {
        guard let doorkeeper, let user else { throw .refused(.clearAuthRequired, "a Clear-auth token is needed") }
        let outputs = try decode(bytes, BlindMintBody.init).outputs
        if let seconds = doorkeeper.quota.refusal(user, count: outputs.count) {
            return .tooManyTokens(retryAfterSeconds: seconds)
        }
        do throws(MintFailure) {
            return promises(try await mint.issueTokens(outputs, atMost: doorkeeper.settings.maximumBlindTokens))
        } catch {
            doorkeeper.quota.giveBack(user, count: outputs.count)
            throw error
        }
    }
}
