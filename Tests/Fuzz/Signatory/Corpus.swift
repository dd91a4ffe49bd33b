#if DEBUG
    import Cashu
    import CashuCrypto
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// The inputs to begin with: every message as its encoder writes it, and conversations of a client that behaves.
    enum Corpus {
        /// The payloads, by message.
        static func messages() throws(SignatoryError) -> [String: [ByteBuffer]] {
            mintMessages().merging(try answers()) { $0 + $1 }.merging(administration()) { $0 + $1 }
        }

        private static func bytes<E: Error>(_ write: (inout ByteBuffer) throws(E) -> Void) throws(E) -> ByteBuffer {
            var buffer = ByteBuffer()
            try write(&buffer)
            return buffer
        }

        /// Of points: that of this release, and that of those before it.
        private static let forms = [PointForm.uncompressed, .compressed]

        private static var mark: PublicationMark { PublicationMark(generation: 3, digest: FixedBytes(repeating: 5)) }

        private static func mintMessages() -> [String: [ByteBuffer]] {
            let signing = SigningRequest(purpose: .swap, operationID: Sample.operation, outputs: Array(Sample.outputs))
            let claims = [ProofClaim.Preimage.secret(Sample.secret(1)), .point(Sample.points[1])].map {
                ProofClaim(amount: 1, keysetID: Sample.keysetID, preimage: $0, signature: Sample.points[2])
            }
            let inquiry = LedgerInquiry(
                mint: FixedBytes(repeating: 2), completedOperations: 9, keysets: [Sample.keysetID])
            // Of this release, and of one before it.
            let hellos = [ProtocolFeature.wanted, ProtocolFeature.time].map { features in
                Hello(
                    minimumVersion: 1, maximumVersion: 2, role: .mint, features: ProtocolFeature.sharedKey | features,
                    nonce: FixedBytes(repeating: 0xab), client: "mintd")
            }
            return [
                "Hello": hellos.map { hello in bytes { hello.write(to: &$0) } },
                "Auth": [ByteBuffer(bytes: [0x0a, 32] + [UInt8](repeating: 4, count: 32))],
                "BlindSignRequest": forms.map { form in bytes { signing.write(to: &$0, points: form) } },
                "VerifyProofsRequest": forms.map { form in
                    bytes { VerificationRequest.write(claims, to: &$0, points: form) }
                },
                "LedgerRequest": [bytes { inquiry.write(to: &$0) }],
                "SubscribeKeysetsRequest": [nil, mark].map { have in
                    bytes { SubscriptionRequest(have: have).write(to: &$0) }
                },
            ]
        }

        private static func answers() throws(SignatoryError) -> [String: [ByteBuffer]] {
            let signatures = Sample.outputs.map {
                BlindSignature(
                    amount: $0.amount, keysetID: $0.keysetID, point: $0.point,
                    proof: DLEQProof(e: FixedBytes(repeating: 1), s: FixedBytes(repeating: 2)))
            }
            let failure = SignatoryError(
                .keysetInactive, "why", index: 1, keysetID: Sample.keysetID, retryAfterMilliseconds: 100)
            let status = SignatoryStatus(
                isReady: true, isPaused: true, isReadOnly: true, generation: 1, uptimeSeconds: 2, inFlight: 3,
                signedOutputs: 4, refused: 5, auditNumber: 6, version: "signatory/1", now: 7)
            let answer = HelloAnswer(
                version: 1, features: 1, identity: Sample.points[0], instanceID: FixedBytes(repeating: 1),
                generation: 1,
                nonce: FixedBytes(repeating: 2), signature: SchnorrSignature(FixedBytes(repeating: 3)),
                limits: HelloAnswer.Limits(frameBytes: 1, outputs: 2, proofs: 3, requestsInFlight: 4),
                server: "signatory")
            let report = LedgerReport(
                issued: [IssuedAmount(keysetID: Sample.keysetID, amount: 4, outputs: 7)], auditNumber: 9)
            let begin = PublicationBegin(mark: mark, count: 2, identity: Sample.points[0])
            let end = PublicationEnd(generation: 3, signature: SchnorrSignature(FixedBytes(repeating: 6)))
            return [
                "HelloAck": [bytes { answer.write(to: &$0) }],
                "Failure": [bytes { failure.write(to: &$0) }],
                "BlindSignResult": try forms.map { (form) throws(SignatoryError) in
                    try bytes { (buffer) throws(SignatoryError) in
                        try SigningResult.write(signatures, to: &buffer, points: form)
                    }
                },
                "VerifyProofsResult": [ProofVerdict.valid, .invalid(firstBad: 1)].map { verdict in
                    bytes { verdict.write(to: &$0) }
                },
                "StatusResult": [0, ProtocolFeature.time].map { features in
                    bytes { status.write(to: &$0, features: features) }
                },
                "LedgerResult": [bytes { report.write(to: &$0) }],
                "KeysetsBegin": [bytes { begin.write(to: &$0) }],
                "Keyset": [
                    bytes { PositionedKeyset(keyset: Sample.keyset, generation: 3, position: 0).write(to: &$0) }
                ],
                "KeysetsEnd": [bytes { end.write(to: &$0) }],
            ]
        }

        private static func administration() -> [String: [ByteBuffer]] {
            let rotation = KeysetRotation(
                unit: .sat, inputFeePPK: 100, amounts: Sample.amounts, finalExpiry: 9, isDryRun: true, reason: "why",
                operationID: Sample.operation)
            let rotated = RotatedKeyset(keyset: Sample.keyset, generation: 5, isDryRun: true)
            let deactivation = KeysetDeactivation(
                keysetID: Sample.keysetID, revokes: true, expectedGeneration: 1, reason: "stolen")
            let entry = AuditEntry(
                number: 1, at: 3, actor: "uid 7", kind: "rotated", detail: "x", code: FixedBytes(repeating: 8))
            let page = AuditPage(entries: [entry, entry], lastNumber: 2, isIntact: true)
            let used = UsedLimit(limit: Sample.limit, amount: 1, outputs: 2)
            return [
                "RotateKeysetRequest": [bytes { rotation.write(to: &$0) }],
                "RotateKeysetResult": [bytes { rotated.write(to: &$0) }],
                "DeactivateKeysetRequest": [bytes { deactivation.write(to: &$0) }],
                "PauseRequest": [bytes { SigningPause(isPaused: true, reason: "why").write(to: &$0) }],
                "SetLimitRequest": [bytes { LimitOrder(limit: Sample.limit, reason: "why").write(to: &$0) }],
                "GetLimitsResult": [bytes { LimitList.write([used, used], to: &$0) }],
                "AuditRequest": [bytes { AuditRequest.write(after: 7, to: &$0) }],
                "AuditResult": [bytes { page.write(to: &$0) }],
            ]
        }
    }
#endif
