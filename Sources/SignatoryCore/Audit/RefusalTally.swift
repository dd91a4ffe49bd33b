internal import SignatoryAPI
internal import Synchronization

/// Refusals on their way to the audit log. There may be thousands a second, so they are counted here and written as one
/// line, at once for those that tell of a mistake or an attack and were not told of a moment ago, with the others every
/// minute.
final class RefusalTally: Sendable {
    private struct State {
        var counts: [SignatoryError.Code: UInt64] = [:]
        var last = ""
        /// Alarms that were written since the last regular line.
        var told: Set<SignatoryError.Code> = []
    }

    private let state = Mutex(State())
    /// Wakes who writes.
    private let alarms: AsyncStream<Void>.Continuation
    let alarmStream: AsyncStream<Void>

    init() {
        (alarmStream, alarms) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
    }

    func note(_ error: SignatoryError) {
        let isAlarm = state.withLock { state in
            state.counts[error.code, default: 0] += 1
            guard error.code.isAlarming else { return false }
            state.last = error.detail
            return state.told.insert(error.code).inserted
        }
        if isAlarm { alarms.yield() }
    }

    /// Takes what was counted; `nil` when there is nothing.
    /// - Parameter isRegular: whether later alarms are to be told at once again.
    func take(isRegular: Bool) -> AuditEvent? {
        state.withLock { state in
            if isRegular { state.told = [] }
            guard !state.counts.isEmpty else { return nil }
            let counts = state.counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, count: $0.value) }
            defer { (state.counts, state.last) = ([:], "") }
            return .refused(counts, last: state.last)
        }
    }

    func finish() { alarms.finish() }
}

extension SignatoryError.Code {
    /// Whether no honest mint in order gets this answer.
    fileprivate var isAlarming: Bool {
        switch self {
        case .limitExceeded, .idempotencyMismatch, .rolledBack, .unauthorized, .purposeDenied: true
        case .invalidArgument, .invalidPoint, .keysetUnknown, .keysetInactive, .keysetExpired, .keysetRevoked,
            .amountUnknown, .duplicateOutput, .duplicateInput, .mixedUnits, .staleGeneration, .unitCollision,
            .unitUnsupported, .versionMismatch, .methodUnknown, .frameTooLarge, .overloaded, .deadlineExceeded,
            .unavailable, .cancelled, .readOnly, .internalFailure:
            false
        }
    }
}
