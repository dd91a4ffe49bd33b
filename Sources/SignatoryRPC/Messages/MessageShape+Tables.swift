internal import Cashu
internal import SignatoryAPI

/// The tables, in the order of `signatory.proto`. A field of fixed length gets a maximum a little above it, so that
/// the decoder can say which element is wrong.
extension MessageShape {
    private static let number = Field.varint(maximum: .max)
    private static let small = Field.varint(maximum: UInt64(UInt32.max))
    /// An enum is stored in an `int`; its numbers are checked by the decoder.
    private static let choice = Field.varint(maximum: UInt64(Int32.max))
    private static let flag = Field.varint(maximum: 1)
    /// Of 33 bytes or 65.
    private static let point = Field.bytes(maximumLength: 96)
    private static let hash = Field.bytes(maximumLength: 64)
    private static let keysetID = Field.bytes(maximumLength: 64)
    private static let release = Field.text(maximumLength: 64)
    private static let unit = Field.text(maximumLength: 32)
    static let maximumReasonBytes = 256
    static let maximumDetailBytes = 1_024

    static let hello = MessageShape([
        1: .bytes(maximumLength: 4), 2: small, 3: small, 4: choice, 5: number, 6: hash, 7: release,
    ])
    static let helloAck = MessageShape([
        1: small, 2: number, 3: point, 4: hash, 5: number, 6: hash, 7: hash, 8: small, 9: small, 10: small,
        11: small, 12: release,
    ])
    static let failure = MessageShape([
        1: choice, 2: .text(maximumLength: maximumDetailBytes), 3: small, 4: keysetID, 5: small, 6: number,
    ])
    static let keyset = MessageShape([
        1: keysetID, 2: unit, 3: choice, 4: number, 5: .varints(maximumCount: KeysetKeys.maximumCount),
        6: .repeatedBytes(maximumLength: 65, maximumCount: KeysetKeys.maximumCount), 7: number, 8: small,
        9: number, 10: number, 11: number, 12: release, 13: number, 14: small,
    ])
    static let subscribeKeysetsRequest = MessageShape([1: number, 2: hash])
    static let keysetsBegin = MessageShape([1: number, 2: small, 3: hash, 4: point])
    static let keysetsEnd = MessageShape([1: number, 2: hash])

    private static let blindedMessage = MessageShape([1: number, 2: keysetID, 3: point])
    static let blindSignRequest = MessageShape([
        1: choice, 2: .bytes(maximumLength: 16),
        3: .messages(blindedMessage, maximumCount: SigningRequest.maximumOutputs),
    ])
    private static let blindSignature = MessageShape([1: number, 2: keysetID, 3: point, 4: hash, 5: hash])
    static let blindSignResult = MessageShape([
        1: .messages(blindSignature, maximumCount: SigningRequest.maximumOutputs), 2: number,
    ])
    private static let proof = MessageShape(
        [1: number, 2: keysetID, 3: .bytes(maximumLength: Secret.maximumBytes), 4: point, 5: point],
        exclusive: [3, 5])
    static let verifyProofsRequest = MessageShape([
        1: .messages(proof, maximumCount: ProofClaim.maximumCount)
    ])
    static let verifyProofsResult = MessageShape([1: flag, 2: small])

    /// GetKeysetsRequest, GetLimitsRequest and StatusRequest.
    static let empty = MessageShape([:])
    static let statusResult = MessageShape([
        1: flag, 2: number, 3: number, 4: small, 5: number, 6: number, 7: number, 8: hash, 9: flag, 10: release,
        11: flag, 12: number,
    ])
    static let rotateKeysetRequest = MessageShape([
        1: unit, 2: number, 3: .varints(maximumCount: KeysetKeys.maximumCount), 4: number, 5: small, 6: number,
        7: flag, 8: small, 9: .text(maximumLength: maximumReasonBytes), 10: .bytes(maximumLength: 16),
    ])
    static let rotateKeysetResult = MessageShape([1: .bytes(maximumLength: 16_384), 2: number, 3: flag])
    static let deactivateKeysetRequest = MessageShape([
        1: keysetID, 2: flag, 3: number, 4: .text(maximumLength: maximumReasonBytes),
    ])

    static let setLimitRequest = MessageShape([
        1: unit, 2: choice, 3: small, 4: number, 5: number, 6: .text(maximumLength: maximumReasonBytes),
    ])
    private static let limit = MessageShape([
        1: unit, 2: choice, 3: small, 4: number, 5: number, 6: number, 7: number,
    ])
    static let getLimitsResult = MessageShape([1: .messages(limit, maximumCount: SigningLimit.maximumCount)])
    static let pauseRequest = MessageShape([1: flag, 2: .text(maximumLength: maximumReasonBytes)])

    static let auditRequest = MessageShape([1: number, 2: small])
    private static let auditEntry = MessageShape([
        1: number, 2: number, 3: .text(maximumLength: AuditEntry.maximumActorBytes),
        4: .text(maximumLength: AuditEntry.maximumKindBytes), 5: .text(maximumLength: AuditEntry.maximumDetailBytes),
        6: hash,
    ])
    static let auditResult = MessageShape([
        1: .messages(auditEntry, maximumCount: AuditPage.maximumCount), 2: number, 3: flag,
    ])

    static let ledgerRequest = MessageShape([
        1: .bytes(maximumLength: 16), 2: number,
        3: .repeatedBytes(maximumLength: 64, maximumCount: LedgerInquiry.maximumKeysets),
    ])
    private static let issuedAmount = MessageShape([1: keysetID, 2: number, 3: number])
    static let ledgerResult = MessageShape([
        1: .messages(issuedAmount, maximumCount: LedgerInquiry.maximumKeysets * KeysetKeys.maximumCount), 2: number,
    ])
}
