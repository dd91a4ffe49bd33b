internal import Cashu
internal import MintStore
internal import Storage

/// Lets a request have one effect and one answer however often it is sent, to whichever process on the database.
///
/// Nothing is looked up before: a first request pays nothing for this. One that is refused because it was served
/// before — its inputs spent, its outputs signed, its keyset rotated meanwhile — is answered with what is stored; one
/// that is being served is waited for.
struct Repetition: Sendable {
    private let services: Services
    private let recovery: Recovery

    /// How long a repeated request waits for the one that is being served, and how often it looks.
    private static let patienceMilliseconds: UInt64 = 5_000
    private static let pauseMilliseconds: UInt64 = 50

    private enum Precedent: Sendable {
        case none
        case underWay
        case completed([BlindSignature])
    }

    init(_ services: Services, _ recovery: Recovery) {
        self.services = services
        self.recovery = recovery
    }

    func once(
        _ operation: OperationID, outputs: [BlindedMessage],
        _ serve: () async throws(MintFailure) -> [BlindSignature]
    ) async throws(MintFailure) -> [BlindSignature] {
        var patience = Self.patienceMilliseconds
        while true {
            do throws(MintFailure) {
                return try await serve()
            } catch {
                guard error.mayFollowService else { throw error }
                // What was under way, and is no more and left nothing, was undone: now this one is the first.
                var mayBeFirst = error.isOfSameRequest
                var precedent = try await precedent(operation, outputs, orElse: error)
                while case .underWay = precedent {
                    try await wait(&patience, orElse: error)
                    // Whoever served it may have died.
                    await recovery.advance(operation)
                    precedent = try await self.precedent(operation, outputs, orElse: error)
                    mayBeFirst = true
                }
                if case .completed(let signatures) = precedent {
                    try await services.awaitStandbys()
                    return signatures
                }
                guard mayBeFirst else { throw error }
                try await wait(&patience, orElse: error)
            }
        }
    }

    private func wait(_ patience: inout UInt64, orElse failure: MintFailure) async throws(MintFailure) {
        guard patience >= Self.pauseMilliseconds else { throw failure }
        patience -= Self.pauseMilliseconds
        await services.clock.sleep(milliseconds: Self.pauseMilliseconds)
    }

    private func precedent(
        _ operation: OperationID, _ outputs: [BlindedMessage], orElse failure: MintFailure
    ) async throws(MintFailure) -> Precedent {
        guard outputs.count <= services.settings.limits.maximumOutputs, !outputs.isEmpty else { return .none }
        // Asked before the database is, so that what ends in between is found there.
        let isRunning = services.running.contains(operation)
        do throws(MintFailure) {
            return try await services.read { (transaction) throws(StoreError) in
                if try transaction.saga(operation) != nil { return .underWay }
                let signed = try transaction.signatures(on: outputs.map(\.point), by: operation)
                if signed.count == outputs.count { return .completed(signed.map(\.answer)) }
                return isRunning ? .underWay : .none
            }
        } catch {
            throw failure
        }
    }
}

extension MintFailure {
    fileprivate var isOfSameRequest: Bool {
        if case .refused(let error) = self { error.detail == StoreError.sameRequest } else { false }
    }

    /// Whether a request that was served may fail like this when it is sent again. One that lacks the right to be
    /// served is told so, whether or not somebody who had it was served before.
    fileprivate var mayFollowService: Bool {
        switch self {
        case .refused(let error): error.code != .proofVerificationFailed && error.code != .quoteSignatureInvalid
        case .unavailable: true
        case .internalFailure: false
        }
    }
}
