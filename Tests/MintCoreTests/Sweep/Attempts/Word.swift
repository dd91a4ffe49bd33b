import Cashu

@testable import MintCore

/// What a wallet is told.
enum Word: Sendable, Equatable, CustomStringConvertible {
    case done([BlindSignature])
    case undone
    case pending
    case refused(NUTErrorCode)
    /// That it may try again, or nothing at all.
    case nothing
    /// A fault of the mint.
    case fault(String)

    static func of(_ request: () async throws(MintFailure) -> Word) async -> Word {
        do throws(MintFailure) {
            return try await request()
        } catch {
            switch error {
            case .refused(let refusal): return .refused(refusal.code)
            case .unavailable: return .nothing
            case .internalFailure(let detail): return .fault(detail)
            }
        }
    }

    /// Whether it may be said of what ended so.
    func agrees(with ending: Ending) -> Bool {
        switch self {
        case .done: ending == .done
        case .undone, .refused: ending == .undone
        case .pending, .nothing: true
        case .fault: false
        }
    }

    var description: String {
        switch self {
        case .done(let signatures): "that it is done, with \(signatures.count) signatures"
        case .undone: "that it is undone"
        case .pending: "that it is pending"
        case .refused(let code): "\(code.rawValue)"
        case .nothing: "nothing"
        case .fault(let detail): "of a fault of the mint: \(detail)"
        }
    }
}
