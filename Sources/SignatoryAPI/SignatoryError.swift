package import Cashu

/// Why the signatory refused or could not be reached.
package struct SignatoryError: Error, Sendable, Equatable {
    /// The numbers are those of `Code` in `Protos/signatory.proto`.
    package enum Code: UInt32, Sendable, CaseIterable {
        case invalidArgument = 1, invalidPoint, keysetUnknown, keysetInactive, keysetExpired, keysetRevoked
        case amountUnknown, duplicateOutput, duplicateInput, mixedUnits, purposeDenied, limitExceeded
        case idempotencyMismatch, staleGeneration, unitCollision, unitUnsupported, unauthorized, versionMismatch
        case methodUnknown, frameTooLarge, overloaded, deadlineExceeded, unavailable, cancelled, readOnly
        case internalFailure, rolledBack
    }

    package let code: Code
    /// For logs and operators; never shown to wallets.
    package let detail: String
    /// The element of the request that is at fault.
    package let index: Int?
    package let keysetID: KeysetID?
    /// 0 when the signatory gave no hint.
    package let retryAfterMilliseconds: UInt32

    package init(
        _ code: Code, _ detail: String, index: Int? = nil, keysetID: KeysetID? = nil,
        retryAfterMilliseconds: UInt32 = 0
    ) {
        self.code = code
        self.detail = detail
        self.index = index
        self.keysetID = keysetID
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// Whether the same request may succeed later without anyone's doing. After such an error a signature may have
    /// been made although none arrived: that outcome is unknown, not failed.
    package var isTransient: Bool {
        switch code {
        case .overloaded, .deadlineExceeded, .unavailable, .cancelled, .readOnly: true
        case .invalidArgument, .invalidPoint, .keysetUnknown, .keysetInactive, .keysetExpired, .keysetRevoked,
            .amountUnknown, .duplicateOutput, .duplicateInput, .mixedUnits, .purposeDenied, .limitExceeded,
            .idempotencyMismatch, .staleGeneration, .unitCollision, .unitUnsupported, .unauthorized,
            .versionMismatch, .methodUnknown, .frameTooLarge, .internalFailure, .rolledBack:
            false
        }
    }
}
