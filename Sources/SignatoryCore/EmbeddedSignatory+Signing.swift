package import Cashu
internal import Logging
package import SignatoryAPI
internal import Storage

extension EmbeddedSignatory {
    package func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        try await blindSign(together: [request])[0].get()
    }

    package func blindSign(
        together requests: [SigningRequest]
    ) async -> [Result<[BlindSignature], SignatoryError>] {
        await counters.count(requests.count, refusals) {
            let now = clock.now()
            return await Together.perform(requests) { (request) throws(SignatoryError) in
                try ring().signingTasks(request, now: now)
            } work: { (checked) throws(SignatoryError) in
                try await sign(checked, now: now)
            }
        }
    }

    package func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        try await verify(together: [claims])[0].get()
    }

    package func verify(together requests: [[ProofClaim]]) async -> [Result<ProofVerdict, SignatoryError>] {
        await counters.count(requests.count, refusals) {
            await Together.perform(requests) { (claims) throws(SignatoryError) in
                try ring().verificationTasks(claims, now: clock.now())
            } work: { (checked) throws(SignatoryError) in
                // All of them, also after a bad one: the time must not tell which it was.
                try await Together.compute(checked.map(\.tasks)) { $0.isValid }.map { verdicts in
                    .success(verdicts.firstIndex(of: false).map { .invalid(firstBad: $0) } ?? .valid)
                }
            }
        }
    }

    private func sign(
        _ checked: [(request: SigningRequest, tasks: [SigningTask])], now: UInt64
    ) async throws(SignatoryError) -> [Result<[BlindSignature], SignatoryError>] {
        let admission = SigningAdmission(entries: checked.map { SigningEntry($0.request, $0.tasks) }, now: now)
        let tasks = checked.map(\.tasks)
        // Beside the disk. What was computed for a request that is refused is dropped.
        async let signing = Together.attempt(tasks) { $0.signature }
        let refusals = try await store.perform { (transaction) throws(KeysStoreError) in
            try admission.perform(&transaction)
        }
        let signatures = try await signing.get()
        return zip(zip(checked, signatures), refusals).map { signed, refusal in
            if let refusal { return .failure(refusal) }
            note(signed.0.request, signed.1)
            return .success(signed.1)
        }
    }

    private func note(_ request: SigningRequest, _ signatures: [BlindSignature]) {
        counters.signedOutputs(signatures.count)
        logger.debug(
            "signed",
            metadata: [
                "operation": "\(request.operationID)", "purpose": "\(request.purpose)",
                "outputs": "\(signatures.count)",
            ])
    }
}
