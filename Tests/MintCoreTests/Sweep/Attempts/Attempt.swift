import Cashu
import MintStore
import Storage

@testable import MintCore

/// Something that is asked of the mint once, and may end in the middle.
protocol Attempt: Sendable {
    /// Those whose signatures it is after.
    var outputs: [Output] { get }
    /// What the same request may be refused with, once it was done.
    var refusals: Set<NUTErrorCode> { get }

    func act(on life: Life) async -> Word
    /// What the mint does by itself, again and again.
    func recover(on life: Life) async
    /// What became of it, read from the tables and from the backend.
    func ending(on life: Life) async throws -> Ending
    /// Asks the same again, as a wallet does that was not answered.
    /// - Returns: complaints.
    func again(after ending: Ending, on life: Life) async throws -> [String]
}

extension Attempt {
    var outputs: [Output] { [] }
    var refusals: Set<NUTErrorCode> { [] }

    func recover(on life: Life) async { await life.mint.recovery.round() }

    func again(after ending: Ending, on life: Life) async throws -> [String] {
        let word = await act(on: life)
        var complaints: [String] = []
        switch word {
        case .done(let signatures):
            if try await restored(on: life) != signatures { complaints.append("other signatures than are stored") }
        case .refused(let code) where ending == .done && refusals.contains(code): break
        default: complaints.append("asked again, it was told \(word)")
        }
        let last = try await self.ending(on: life)
        if last != .done { complaints.append("asked again, it ended \(last)") }
        return complaints
    }

    /// What a wallet that has lost everything gets back (NUT-09).
    func restored(on life: Life) async throws -> [BlindSignature] {
        if outputs.isEmpty { return [] }
        return try await life.mint.restore(outputs.messages).map(\.answer)
    }
}

/// How something ended.
enum Ending: Sendable, Hashable {
    case done
    case undone
    /// Its payment is under way, and the money held.
    case inFlight
    /// Whether its payment was ever begun shows only once nobody can begin it any more.
    case waiting
    /// None of these.
    case broken(String)

    /// In the document.
    var title: String {
        switch self {
        case .done: "done"
        case .undone: "undone"
        case .inFlight: "in flight"
        case .waiting: "waiting"
        case .broken(let what): "broken: \(what)"
        }
    }
}

/// What a wallet is told.
enum Word: Sendable, Equatable {
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
}
