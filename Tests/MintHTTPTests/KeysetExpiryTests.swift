import Cashu
import CashuCrypto
import MintCore
import SignatoryAPI
import SignatoryCore
import TestSupport
import Testing

@Suite("A keyset that has an end")
struct KeysetExpiryTests {
    @Test("Neither inputs nor outputs of a keyset that has expired are taken, up to its last second both are")
    func expired() async throws {
        let mint = try await TestMint().ready()
        let end: UInt64 = 4_000_000_000
        let rotated = try await mint.signatory.rotate(
            KeysetRotation(unit: .sat, inputFeePPK: 0, finalExpiry: end)
        ).keyset
        #expect(await eventually { mint.mint.keysets?[rotated.id] != nil })
        let keysets = try #require(mint.mint.keysets)
        let limits = mint.mint.settings.limits
        let input = Proof(
            amount: 8, keysetID: rotated.id, secret: try #require(Secret("a coin")), signature: .generator)
        let output = BlindedMessage(amount: 8, keysetID: rotated.id, point: .generator)

        func codes(_ now: UInt64) -> [NUTErrorCode?] {
            [
                code { () throws(NUTError) in
                    _ = try CheckedInputs([input], keysets: keysets, limits: limits, now: now)
                },
                code { () throws(NUTError) in
                    _ = try CheckedOutputs([output], keysets: keysets, limits: limits, now: now)
                },
                code { () throws(NUTError) in
                    _ = try CheckedOutputs.blank([output], keysets: keysets, limits: limits, now: now)
                },
            ]
        }
        #expect(codes(end - 1) == [nil, nil, nil])
        #expect(codes(end + 1) == Array(repeating: .keysetExpired, count: 3))
        let keyset = try #require(
            try await mint.get("/v1/keysets").list("keysets").first { $0["id"] as? String == rotated.id.hex })
        #expect(keyset["final_expiry"] as? UInt64 == end)
    }

    private func code(_ check: () throws(NUTError) -> Void) -> NUTErrorCode? {
        do throws(NUTError) {
            try check()
            return nil
        } catch {
            return error.code
        }
    }
}
