#if DEBUG
    import CashuCrypto
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    extension RoundTrip {
        static var all: [RoundTrip] {
            greetings + [.compressed, .uncompressed].flatMap(messages) + mintMessages + publications + administration
        }

        private static var greetings: [RoundTrip] {
            [
                RoundTrip("Hello", read: Hello.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("HelloAck", read: HelloAnswer.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("Auth", read: SharedKeyProof.read) { mac, buffer in
                    // Its encoder makes the code itself: field 1, 32 bytes.
                    buffer.writeBytes([0x0a, 32] + mac.bytes)
                },
                RoundTrip("Failure", read: SignatoryError.read) { $0.write(to: &$1) },
            ]
        }

        /// Those whose points have a form, on which the hellos agree.
        private static func messages(_ form: PointForm) -> [RoundTrip] {
            [
                RoundTrip("BlindSignRequest") { (bytes) throws(SignatoryError) in
                    try SigningRequest(payload: bytes, points: form)
                } write: {
                    $0.write(to: &$1, points: form)
                },
                RoundTrip("BlindSignResult") { (bytes) throws(SignatoryError) in
                    try SigningResult.read(bytes, for: Sample.outputs, points: form)
                } write: { (signatures, buffer) throws(SignatoryError) in
                    try SigningResult.write(signatures, to: &buffer, points: form)
                },
                RoundTrip("VerifyProofsRequest") { (bytes) throws(SignatoryError) in
                    try VerificationRequest.read(bytes, points: form)
                } write: {
                    VerificationRequest.write($0, to: &$1, points: form)
                },
            ]
        }

        private static var mintMessages: [RoundTrip] {
            [
                RoundTrip("VerifyProofsResult") { (bytes) throws(SignatoryError) in
                    try ProofVerdict(payload: bytes, claims: Sample.outputs.count)
                } write: {
                    $0.write(to: &$1)
                },
                RoundTrip("StatusResult", read: SignatoryStatus.init(payload:)) {
                    $0.write(to: &$1, features: ProtocolFeature.time)
                },
                RoundTrip("LedgerRequest", read: LedgerInquiry.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("LedgerResult", read: LedgerReport.init(payload:)) { $0.write(to: &$1) },
            ]
        }

        private static var publications: [RoundTrip] {
            [
                RoundTrip("SubscribeKeysetsRequest", read: SubscriptionRequest.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("KeysetsBegin", read: PublicationBegin.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("Keyset", read: PositionedKeyset.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("KeysetsEnd", read: PublicationEnd.init(payload:)) { $0.write(to: &$1) },
            ]
        }

        private static var administration: [RoundTrip] {
            [
                RoundTrip("RotateKeysetRequest", read: KeysetRotation.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("RotateKeysetResult", read: RotatedKeyset.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("DeactivateKeysetRequest", read: KeysetDeactivation.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("PauseRequest", read: SigningPause.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("SetLimitRequest", read: LimitOrder.init(payload:)) { $0.write(to: &$1) },
                RoundTrip("GetLimitsResult", read: LimitList.read) { LimitList.write($0, to: &$1) },
                RoundTrip("AuditRequest", read: AuditRequest.read) { AuditRequest.write(after: $0, to: &$1) },
                RoundTrip("AuditResult", read: AuditPage.init(payload:)) { $0.write(to: &$1) },
            ]
        }
    }
#endif
