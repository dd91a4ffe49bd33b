internal import PaymentAPI

extension PaymentError {
    init(_ failure: LNDFailure) {
        switch failure {
        case .refused(let status) where !status.isPassing: self = .refused("\(failure)")
        case .unreachable, .untrusted, .interrupted, .unreadable, .refused: self = .unavailable("\(failure)")
        }
    }
}

/// Turns the failures of the client into those of the mint.
func answer<R>(_ call: () async throws(LNDFailure) -> R) async throws(PaymentError) -> R {
    do throws(LNDFailure) {
        return try await call()
    } catch {
        throw PaymentError(error)
    }
}
