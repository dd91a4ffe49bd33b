package import Cashu
internal import Logging
package import SignatoryAPI

extension EmbeddedSignatory {
    package func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try await counters.count(refusals) { () throws(SignatoryError) in
            let now = clock.now()
            let tasks = try ring().signingTasks(request, now: now)
            let admission = SigningAdmission(request, tasks, now: now)
            // Beside the disk. What was computed for a request that is refused is dropped.
            async let signing = ParallelWork.map(tasks) { $0.signature }
            try await store.perform { (transaction) throws(KeysStoreError) in try admission.perform(&transaction) }
            guard let signatures = await signing else { throw Self.cancelled }
            counters.signedOutputs(signatures.count)
            logger.debug(
                "signed",
                metadata: [
                    "operation": "\(request.operationID)", "purpose": "\(request.purpose)",
                    "outputs": "\(signatures.count)",
                ])
            return signatures
        }
    }

    package func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await counters.count(refusals) { () throws(SignatoryError) in
            let tasks = try ring().verificationTasks(claims, now: clock.now())
            // All of them, also after a bad one: the time must not tell which it was.
            guard let verdicts = await ParallelWork.map(tasks, { $0.isValid }) else { throw Self.cancelled }
            return verdicts.firstIndex(of: false).map { .invalid(firstBad: $0) } ?? .valid
        }
    }

    private static var cancelled: SignatoryError { SignatoryError(.cancelled, "the caller waits no longer") }
}
