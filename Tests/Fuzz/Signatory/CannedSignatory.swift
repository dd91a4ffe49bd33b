#if DEBUG
    import Cashu
    import CashuCrypto
    import SignatoryAPI

    /// Answers at once and holds no key: the fuzzer is after the socket. Amounts and numbers of the request choose
    /// between an answer and a refusal, so that a conversation can have both.
    struct CannedSignatory: Signatory, SignatoryAdministration {
        private static let refusal = SignatoryError(
            .limitExceeded, "too much", index: 0, keysetID: Sample.keysetID, retryAfterMilliseconds: 9)

        private func refuse(_ isRefused: Bool) throws(SignatoryError) {
            if isRefused { throw Self.refusal }
        }

        func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
            try refuse(request.outputs[0].amount == 3)
            // Without a proof the answer cannot be written, which the client is told.
            let proof = request.outputs[0].amount == 5 ? nil : DLEQProof(e: FixedBytes(), s: FixedBytes())
            return request.outputs.map {
                BlindSignature(amount: $0.amount, keysetID: $0.keysetID, point: $0.point, proof: proof)
            }
        }

        func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
            try refuse(claims[0].amount == 3)
            return claims.firstIndex { $0.amount == 5 }.map { .invalid(firstBad: $0) } ?? .valid
        }

        func status() async throws(SignatoryError) -> SignatoryStatus {
            SignatoryStatus(
                isReady: true, generation: 1, uptimeSeconds: 2, inFlight: 3, signedOutputs: 4, refused: 5,
                version: "canned", now: 6)
        }

        func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
            try refuse(inquiry.completedOperations == 3)
            return LedgerReport(
                issued: inquiry.keysets.map { IssuedAmount(keysetID: $0, amount: 4, outputs: 7) }, auditNumber: 1)
        }

        func publications() -> AsyncStream<KeysetPublication> { AsyncStream { $0.finish() } }

        func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
            try refuse(rotation.expectedGeneration == 3)
            return RotatedKeyset(keyset: Sample.keyset, generation: 2, isDryRun: rotation.isDryRun)
        }

        func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
            try refuse(deactivation.expectedGeneration == 3)
            return RotatedKeyset(keyset: Sample.keyset, generation: 2, isDryRun: false)
        }

        func keysets() async throws(SignatoryError) -> KeysetPublication { Sample.publication(1) }

        func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
            var status = try await status()
            status.isPaused = pause.isPaused
            status.version = pause.reason
            return status
        }

        func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
            try refuse(limit.intervalSeconds == 3)
            return [UsedLimit(limit: limit, amount: 1, outputs: UInt64(reason.utf8.count))]
        }

        func limits() async throws(SignatoryError) -> [UsedLimit] {
            [UsedLimit(limit: Sample.limit, amount: 1, outputs: 2)]
        }

        func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage {
            try refuse(number == 3)
            let entry = AuditEntry(
                number: number &+ 1, at: 3, actor: "uid 7", kind: "rotated", detail: "x", code: FixedBytes())
            return AuditPage(entries: [entry], lastNumber: number &+ 1, isIntact: true)
        }
    }
#endif
