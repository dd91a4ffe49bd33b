internal import Cashu
internal import SignatoryAPI
@testable import SignatoryCore
internal import TestSupport
internal import Testing

@Suite("Limits and pause")
struct LimitTests {
    private func limit(
        _ purpose: SigningPurpose? = nil, per seconds: UInt32 = 3_600, amount: UInt64? = nil, outputs: UInt64? = nil
    ) -> SigningLimit {
        SigningLimit(
            unit: .sat, purpose: purpose, intervalSeconds: seconds, maximumAmount: amount, maximumOutputs: outputs)
    }

    @Test("What is over a limit is refused whole, and what fits is still signed")
    func amount() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(amount: 10), reason: "test")
        #expect(await signatory.refusal(outputs(1, of: keyset, amount: 8)) == nil)
        #expect(await signatory.refusal(outputs(1, of: keyset, amount: 4, from: 1))?.code == .limitExceeded)
        #expect(await signatory.refusal(outputs(2, of: keyset, amount: 1, from: 2)) == nil)
        #expect(await signatory.refusal(outputs(1, of: keyset, amount: 1, from: 4))?.code == .limitExceeded)
        #expect(try await signatory.limits() == [UsedLimit(limit: limit(amount: 10), amount: 10, outputs: 3)])
        await signatory.close()
    }

    @Test("A limit on one purpose counts that purpose, one on all of them every one")
    func purposes() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(.mint, outputs: 1), reason: "")
        _ = try await signatory.setLimit(limit(outputs: 3), reason: "")
        #expect(await signatory.refusal(outputs(1, of: keyset), .mint) == nil)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1), .mint)?.code == .limitExceeded)
        #expect(await signatory.refusal(outputs(2, of: keyset, from: 1), .swap) == nil)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 3), .swap)?.code == .limitExceeded)
        await signatory.close()
    }

    @Test("A request that is repeated is charged once, and allowed although the limit is reached")
    func repetition() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(outputs: 2), reason: "")
        let order = request(outputs(2, of: keyset))
        let signatures = try await signatory.blindSign(order)
        #expect(try await signatory.blindSign(order) == signatures)
        #expect(try await signatory.limits().map(\.outputs) == [2])
        await signatory.close()
    }

    @Test("An interval ends; time that goes back begins none, not even over a restart")
    func interval() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        let clock = TestClock()
        var signatory = try await openSignatory(.file(path), clock: clock)
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(per: 3_600, outputs: 1), reason: "")
        #expect(await signatory.refusal(outputs(1, of: keyset)) == nil)
        clock.advance(by: 3_599)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1))?.code == .limitExceeded)
        clock.advance(by: 200)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1)) == nil)
        await signatory.close()
        signatory = try await openSignatory(.file(path), clock: TestClock(clock.unixSeconds - 86_400))
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 2))?.code == .limitExceeded)
        await signatory.close()
    }

    @Test("A limit without an interval is never refilled, until it is raised or removed")
    func ever() async throws {
        let clock = TestClock()
        let signatory = try await openSignatory(clock: clock)
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(per: 0, outputs: 1), reason: "")
        #expect(await signatory.refusal(outputs(1, of: keyset)) == nil)
        clock.advance(by: 1_000_000_000)
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1))?.code == .limitExceeded)
        #expect(try await signatory.setLimit(limit(per: 0, outputs: 2), reason: "").map(\.outputs) == [1])
        #expect(await signatory.refusal(outputs(1, of: keyset, from: 1)) == nil)
        #expect(try await signatory.setLimit(limit(per: 0), reason: "").isEmpty)
        #expect(await signatory.refusal(outputs(100, of: keyset, from: 2)) == nil)
        await signatory.close()
    }

    @Test("A hundred requests at once get no more than the limit")
    func race() async throws {
        let signatory = try await openSignatory()
        let keyset = try await signatory.active()
        _ = try await signatory.setLimit(limit(outputs: 40), reason: "")
        let signed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask { await signatory.refusal(outputs(1, of: keyset, from: number)) == nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(signed == 40)
        await signatory.close()
    }

    @Test("A limit on a unit without keyset, over the longest interval, or one that is not there is refused")
    func nonsense() async throws {
        let signatory = try await openSignatory()
        let usd = try #require(CurrencyUnit("usd"))
        let foreign = SigningLimit(
            unit: usd, purpose: nil, intervalSeconds: 1, maximumAmount: 1, maximumOutputs: nil)
        let limits = [foreign, limit(per: .max, amount: 1), limit(), limit(amount: .max)]
        for limit in limits {
            await #expect(throws: SignatoryError.self, "\(limit)") { try await signatory.setLimit(limit, reason: "") }
        }
        #expect(try await signatory.limits().isEmpty)
        await signatory.close()
    }

    @Test("While paused nothing is signed; verification and publications go on; resuming ends it")
    func pause() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "keys.sqlite")
        var signatory = try await openSignatory(.file(path))
        let keyset = try await signatory.active()
        let order = request(outputs(1, of: keyset))
        let signatures = try await signatory.blindSign(order)
        let paused = try await signatory.pause(SigningPause(isPaused: true, reason: "an incident"))
        #expect(paused.isPaused && !paused.isReady)
        await signatory.close()
        signatory = try await openSignatory(.file(path))
        let refusal = await #expect(throws: SignatoryError.self) { try await signatory.blindSign(order) }
        #expect(refusal?.code == .readOnly)
        #expect(refusal?.detail.contains("an incident") == true)
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(secret(0)), signature: signatures[0].point)
        #expect(try await signatory.verify([claim]) == .valid)
        #expect(try await signatory.status().isReady == false)
        let resumed = try await signatory.pause(SigningPause(isPaused: false))
        #expect(resumed.isReady)
        #expect(try await signatory.blindSign(order) == signatures)
        await signatory.close()
    }
}
