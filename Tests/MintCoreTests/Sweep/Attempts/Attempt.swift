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
    /// What it has under way outside of the mint comes to its end.
    func outlast() async throws
    /// What became of it, read from the tables and from the backend.
    func ending(on life: Life) async throws -> Ending
    /// Asks the same again, as a wallet does that was not answered.
    /// - Returns: complaints.
    func again(after ending: Ending, on life: Life) async throws -> [String]
}

extension Attempt {
    var outputs: [Output] { [] }
    var refusals: Set<NUTErrorCode> { [] }

    func outlast() async throws {}

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
