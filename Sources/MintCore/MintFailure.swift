package import Cashu
package import MintStore
package import PaymentAPI
package import SignatoryAPI
package import Storage

/// How a request can end without its answer.
package enum MintFailure: Error, Sendable {
    /// The request is at fault. The wallet is told the code; nothing was moved.
    case refused(NUTError)
    /// A part of the mint is away. The same request may succeed later; nothing was moved, or an operation is pending
    /// and will be finished or undone without anyone's doing.
    case unavailable(detail: String, retryAfterSeconds: Int)
    /// A fault of the mint. `detail` is for the log alone.
    case internalFailure(detail: String)

    static let noKeysets = MintFailure.unavailable(detail: "no keysets are known yet", retryAfterSeconds: 2)

    static func stopped(by incident: Incident) -> MintFailure {
        .unavailable(
            detail: "melting has stopped: incident \(incident.number), \(incident.report.detail)",
            retryAfterSeconds: 3_600)
    }

    package static func refused(_ code: NUTErrorCode, _ detail: String) -> MintFailure {
        .refused(NUTError(code, detail))
    }
}

extension MintFailure {
    /// What a wallet is told of a signatory's refusal (the table is that of docs/architecture.md).
    package init(_ error: SignatoryError) {
        switch error.code {
        case .invalidPoint: self = .refused(.malformedRequest, "an output is not a point of the curve")
        case .keysetUnknown: self = .refused(.keysetUnknown, "keyset is not known")
        case .keysetInactive, .keysetRevoked:
            self = .refused(.keysetInactive, "keyset is inactive and signs no outputs")
        case .keysetExpired: self = .refused(.keysetExpired, "keyset is expired")
        case .amountUnknown: self = .refused(.amountOutsideLimits, "the keyset has no key for an amount")
        case .duplicateOutput: self = .refused(.duplicateOutputs, "duplicate outputs")
        case .duplicateInput: self = .refused(.duplicateInputs, "duplicate inputs")
        case .mixedUnits: self = .refused(.multipleUnits, "several units in one request")
        case .unitUnsupported: self = .refused(.unitNotSupported, "unit is not supported")
        case .overloaded, .deadlineExceeded, .unavailable, .cancelled, .readOnly, .limitExceeded, .purposeDenied,
            .unauthorized, .versionMismatch, .methodUnknown, .frameTooLarge:
            let hint = Int(error.retryAfterMilliseconds.dividedRoundingUp(by: 1_000))
            self = .unavailable(detail: "signatory: \(error.code)", retryAfterSeconds: max(1, hint))
        case .invalidArgument, .idempotencyMismatch, .staleGeneration, .unitCollision, .internalFailure,
            .rolledBack:
            self = .internalFailure(detail: "signatory: \(error.code): \(error.detail)")
        }
    }

    /// A fault of the database under an operation that was not written.
    package init(_ error: DatabaseError) {
        switch error.kind {
        case .busy, .unreachable, .contended, .undecided, .storageFailure, .closed:
            self = .unavailable(detail: "database: \(error)", retryAfterSeconds: 5)
        case .uniqueViolation, .constraintViolation, .unreadable, .unrepresentable, .poisoned, .unsuitable, .other:
            self = .internalFailure(detail: "database: \(error)")
        }
    }

    package init(_ error: StoreError) {
        switch error {
        case .database(let error): self.init(error)
        case .refused(let refusal): self = .refused(refusal)
        case .conflict(let detail): self = .internalFailure(detail: "conflict: \(detail)")
        case .unknown(let what): self = .internalFailure(detail: "unknown: \(what)")
        }
    }

    package init(_ error: PaymentError) {
        switch error {
        case .unavailable(let detail):
            self = .unavailable(detail: "payment backend: \(detail)", retryAfterSeconds: 5)
        case .refused(let detail): self = .internalFailure(detail: "payment backend refused: \(detail)")
        }
    }
}

extension UInt32 {
    fileprivate func dividedRoundingUp(by divisor: UInt32) -> UInt32 {
        self / divisor + (self % divisor == 0 ? 0 : 1)
    }
}
