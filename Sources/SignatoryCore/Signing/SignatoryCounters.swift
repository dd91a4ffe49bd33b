internal import SignatoryAPI
internal import Synchronization

/// What `status` tells of the requests since the start.
final class SignatoryCounters: Sendable {
    private let running = Atomic<UInt32>(0)
    private let signed = Atomic<UInt64>(0)
    private let denied = Atomic<UInt64>(0)

    var inFlight: UInt32 { running.load(ordering: .relaxed) }
    var signedOutputs: UInt64 { signed.load(ordering: .relaxed) }
    var refused: UInt64 { denied.load(ordering: .relaxed) }

    func signedOutputs(_ count: Int) { signed.wrappingAdd(UInt64(count), ordering: .relaxed) }

    /// Counts `body` while it runs, and its refusal, which `refusals` keeps for the audit log.
    func count<R>(
        _ refusals: RefusalTally, _ body: () async throws(SignatoryError) -> R
    ) async throws(SignatoryError) -> R {
        running.wrappingAdd(1, ordering: .relaxed)
        defer { running.wrappingSubtract(1, ordering: .relaxed) }
        do throws(SignatoryError) {
            return try await body()
        } catch {
            note(error, refusals)
            throw error
        }
    }

    /// The same for requests that are answered together.
    func count<R>(
        _ number: Int, _ refusals: RefusalTally, _ body: () async -> [Result<R, SignatoryError>]
    ) async -> [Result<R, SignatoryError>] {
        running.wrappingAdd(UInt32(number), ordering: .relaxed)
        defer { running.wrappingSubtract(UInt32(number), ordering: .relaxed) }
        let answers = await body()
        for case .failure(let error) in answers { note(error, refusals) }
        return answers
    }

    private func note(_ error: SignatoryError, _ refusals: RefusalTally) {
        denied.wrappingAdd(1, ordering: .relaxed)
        refusals.note(error)
    }
}
