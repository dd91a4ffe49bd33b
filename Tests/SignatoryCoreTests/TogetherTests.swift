internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
@testable import SignatoryCore
internal import TestSupport
internal import Testing

@Suite("Requests that are signed together")
struct TogetherTests {
    private func codes<R>(_ answers: [Result<R, SignatoryError>]) -> [SignatoryError.Code?] {
        answers.map { answer in
            switch answer {
            case .success: nil
            case .failure(let error): error.code
            }
        }
    }

    private func outputsIssued(_ signatory: EmbeddedSignatory, _ keyset: Keyset) async throws -> [UInt64: UInt64] {
        let inquiry = LedgerInquiry(mint: FixedBytes { _ in 7 }, completedOperations: 0, keysets: [keyset.id])
        let issued = try await signatory.compare(inquiry).issued
        return Dictionary(uniqueKeysWithValues: issued.map { ($0.amount, $0.outputs) })
    }

    @Test("Each gets the signatures that it gets alone")
    func same() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let requests = (0..<7).map { request(outputs(3, of: keyset, amount: 1 << UInt64($0), from: 3 * $0)) }
        let together = try await signatory.blindSign(together: requests).map { try $0.get() }
        for (request, signatures) in zip(requests, together) {
            #expect(try await signatory.blindSign(request) == signatures)
        }
        // Asked for twice, counted once.
        let counted = Dictionary(uniqueKeysWithValues: (0..<7).map { (UInt64(1) << UInt64($0), UInt64(3)) })
        #expect(try await outputsIssued(signatory, keyset) == counted)
        await signatory.close()
    }

    @Test("One that is refused leaves no trace, and the others are signed and counted")
    func refused() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let limit = SigningLimit(
            unit: .sat, purpose: nil, intervalSeconds: 3_600, maximumAmount: nil, maximumOutputs: 5)
        _ = try await signatory.setLimit(limit, reason: "test")
        let double = outputs(1, of: keyset, from: 50)
        let answers = await signatory.blindSign(together: [
            request(outputs(3, of: keyset)),
            request(outputs(3, of: keyset, from: 10)),  // one more than the limit has room for
            request(double + double),
            request(outputs(2, of: keyset, amount: 3, from: 20)),  // no such key
            request(outputs(2, of: keyset, amount: 4, from: 30)),
            request([]),
        ])
        #expect(codes(answers) == [nil, .limitExceeded, .duplicateOutput, .amountUnknown, nil, .invalidArgument])
        #expect(try await outputsIssued(signatory, keyset) == [1: 3, 4: 2])
        #expect(try await signatory.limits().map(\.outputs) == [5])
        #expect(try await signatory.status().refused == 4)
        await signatory.close()
    }

    @Test("An operation that is there twice is counted once, and another one under its id is refused")
    func repeated() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let limit = SigningLimit(
            unit: .sat, purpose: nil, intervalSeconds: 3_600, maximumAmount: nil, maximumOutputs: 2)
        _ = try await signatory.setLimit(limit, reason: "test")
        let order = request(outputs(2, of: keyset))
        let other = SigningRequest(
            purpose: .swap, operationID: order.operationID, outputs: outputs(2, of: keyset, from: 9))
        // The limit is reached with the first, and asks nothing of its repetition.
        let answers = await signatory.blindSign(together: [order, order, other])
        #expect(codes(answers) == [nil, nil, .idempotencyMismatch])
        #expect(try answers[0].get() == answers[1].get())
        #expect(try await outputsIssued(signatory, keyset) == [1: 2])
        #expect(try await signatory.limits().map(\.outputs) == [2])
        await signatory.close()
    }

    @Test("While signing is paused all of them are refused")
    func paused() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        _ = try await signatory.pause(SigningPause(isPaused: true, reason: "test"))
        let requests = [request(outputs(1, of: keyset)), request(outputs(1, of: keyset, from: 1))]
        #expect(codes(await signatory.blindSign(together: requests)) == [.readOnly, .readOnly])
        #expect(try await outputsIssued(signatory, keyset) == [:])
        await signatory.close()
    }

    @Test("Proofs are judged each with their own request")
    func proofs() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        let signed = try await signatory.blindSign(request(outputs(20, of: keyset)))
        let claims = signed.enumerated().map { index, signature in
            ProofClaim(
                amount: 1, keysetID: keyset.id, preimage: .secret(secret(index)), signature: signature.point)
        }
        let forged = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(99)), signature: signed[0].point)
        let answers = await signatory.verify(together: [
            Array(claims[0..<9]), [claims[9], forged], Array(claims[10...]), [claims[0], claims[0]],
        ])
        #expect(codes(answers) == [nil, nil, nil, .duplicateInput])
        #expect(try answers[0..<3].map { try $0.get() } == [.valid, .invalid(firstBad: 1), .valid])
        await signatory.close()
    }

    @Test("Nothing is signed together by a signatory that is closed")
    func closed() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        await signatory.close()
        let requests = [request(outputs(1, of: keyset)), request(outputs(1, of: keyset, from: 1))]
        #expect(codes(await signatory.blindSign(together: requests)) == [.unavailable, .unavailable])
    }
}
