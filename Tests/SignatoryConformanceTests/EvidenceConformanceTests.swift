internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
internal import Testing

@Suite("Ledger, limits, pause and audit log, embedded and remote")
struct EvidenceConformanceTests {
    private let mint = FixedBytes<16> { UInt8($0) }

    @Test("The ledger tells what was signed, and a mint that went back is refused", arguments: Placement.allCases)
    func ledger(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            _ = try await subject.sign(outputs(3, of: keyset))
            let report = try await subject.signatory.compare(
                LedgerInquiry(mint: mint, completedOperations: 5, keysets: [keyset.id]))
            #expect(report.issued == [IssuedAmount(keysetID: keyset.id, amount: 1, outputs: 3)])
            #expect(report.auditNumber == 2)
            let error = await refusal { () throws(SignatoryError) in
                try await subject.signatory.compare(
                    LedgerInquiry(mint: mint, completedOperations: 4, keysets: []))
            }
            #expect(error?.code == .rolledBack)
            let tooMany = await refusal { () throws(SignatoryError) in
                try await subject.signatory.compare(
                    LedgerInquiry(
                        mint: mint, completedOperations: 5, keysets: Array(repeating: keyset.id, count: 17)))
            }
            #expect(tooMany?.code == .invalidArgument)
        }
    }

    @Test("A full page of sixteen keysets of sixty-four amounts goes over the socket", arguments: Placement.allCases)
    func largestLedger(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let amounts = (0..<63).map { UInt64(1) << UInt64($0) } + []
            var ids: [KeysetID] = []
            for _ in 0..<LedgerInquiry.maximumKeysets {
                let made = try await subject.administration.rotate(
                    KeysetRotation(unit: .sat, inputFeePPK: 0, amounts: amounts))
                ids.append(made.keyset.id)
                let order = amounts.enumerated().map {
                    BlindedMessage(
                        amount: $0.element, keysetID: made.keyset.id, point: secret(1_000 * ids.count + $0.offset).point)
                }
                _ = try await subject.sign(order)
            }
            let report = try await subject.signatory.compare(
                LedgerInquiry(mint: mint, completedOperations: 1, keysets: ids))
            #expect(report.issued.count == ids.count * amounts.count)
        }
    }

    @Test("Limits are set, listed with their use, obeyed and removed", arguments: Placement.allCases)
    func limits(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let limit = SigningLimit(
                unit: .sat, purpose: .swap, intervalSeconds: 86_400, maximumAmount: nil, maximumOutputs: 2)
            #expect(
                try await subject.administration.setLimit(limit, reason: "test")
                    == [UsedLimit(limit: limit, amount: 0, outputs: 0)])
            _ = try await subject.sign(outputs(2, of: keyset))
            let error = await refusal { () throws(SignatoryError) in
                try await subject.sign(outputs(1, of: keyset, from: 5))
            }
            #expect(error?.code == .limitExceeded)
            #expect(try #require(error).retryAfterMilliseconds > 0)
            #expect(try await subject.administration.limits().map(\.outputs) == [2])
            let none = SigningLimit(
                unit: .sat, purpose: .swap, intervalSeconds: 86_400, maximumAmount: nil, maximumOutputs: nil)
            #expect(try await subject.administration.setLimit(none, reason: "").isEmpty)
            _ = try await subject.sign(outputs(1, of: keyset, from: 5))
        }
    }

    @Test("Pausing stops signing and is seen in the status; resuming ends it", arguments: Placement.allCases)
    func pause(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let paused = try await subject.administration.pause(SigningPause(isPaused: true, reason: "drill"))
            #expect(paused.isPaused && !paused.isReady)
            let error = await refusal { () throws(SignatoryError) in try await subject.sign(outputs(1, of: keyset)) }
            #expect(error?.code == .readOnly)
            #expect(try await subject.signatory.status().isPaused)
            _ = try await subject.administration.pause(SigningPause(isPaused: false))
            _ = try await subject.sign(outputs(1, of: keyset))
        }
    }

    @Test("Deactivation and revocation are published to who listens", arguments: Placement.allCases)
    func withdrawal(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            var publications = subject.signatory.publications().makeAsyncIterator()
            #expect(await publications.next()?.generation == 1)
            let keyset = try await subject.active()
            for (revokes, state) in [(false, KeysetState.inactive), (true, .revoked)] {
                let done = try await subject.administration.deactivate(
                    KeysetDeactivation(keysetID: keyset.id, revokes: revokes, reason: "test"))
                #expect(done.keyset.state == state)
                #expect(await publications.next()?.keysets.map(\.state) == [state])
            }
        }
    }

    @Test("The audit log names who did what, and is intact", arguments: Placement.allCases)
    func audit(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            _ = try await subject.administration.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0, reason: "yearly"))
            let page = try await subject.administration.audit(after: 0)
            #expect(page.isIntact && page.lastNumber == 3)
            #expect(page.entries.map(\.kind) == ["started", "keyset-made", "rotated"])
            let actor = try #require(page.entries.last?.actor)
            #expect(placement == .embedded ? actor == "signatory" : actor.hasPrefix("uid "))
            #expect(try await subject.administration.audit(after: 2).entries.map(\.number) == [3])
        }
    }
}
