import Cashu
import MintCore

/// How a request ended.
enum Outcome: Equatable {
    case answered
    case refused(NUTErrorCode)
    case unavailable
    case internalFailure

    static func of<R>(_ request: () async throws(MintFailure) -> R) async -> Outcome {
        do throws(MintFailure) {
            _ = try await request()
            return .answered
        } catch {
            switch error {
            case .refused(let refusal): return .refused(refusal.code)
            case .unavailable: return .unavailable
            case .internalFailure: return .internalFailure
            }
        }
    }
}
