internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
internal import Testing

@Suite("Verification, embedded and remote")
struct VerificationConformanceTests {
    @Test("The verdict names the first claim that was not signed", arguments: Placement.allCases)
    func firstBad(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let signatures = try await subject.sign(outputs(40, of: keyset))
            let good = claims(of: signatures)
            for positions in [[0], [39], [17, 3, 30], Array(0..<40)] {
                var all = good
                for position in positions {
                    all[position] = ProofClaim(
                        amount: 1, keysetID: keyset.id, preimage: good[position].preimage,
                        signature: secret(1_000 + position).point)
                }
                let first = try #require(positions.min())
                #expect(try await subject.signatory.verify(all) == .invalid(firstBad: first))
            }
        }
    }

    @Test("A signature is worth its own amount, secret and keyset only", arguments: Placement.allCases)
    func bound(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let next = try await subject.administration.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0)).keyset
            let signature = try await subject.sign(outputs(1, of: next))[0].point
            let preimage = ProofClaim.Preimage.secret(secret(0))
            let right = ProofClaim(amount: 1, keysetID: next.id, preimage: preimage, signature: signature)
            #expect(try await subject.signatory.verify([right]) == .valid)
            let wrong = [
                ProofClaim(amount: 2, keysetID: next.id, preimage: preimage, signature: signature),
                ProofClaim(amount: 1, keysetID: keyset.id, preimage: preimage, signature: signature),
                ProofClaim(amount: 1, keysetID: next.id, preimage: .secret(secret(1)), signature: signature),
                ProofClaim(amount: 1, keysetID: next.id, preimage: .point(secret(1).point), signature: signature),
                ProofClaim(amount: 1, keysetID: next.id, preimage: preimage, signature: signature.negated),
            ]
            for claim in wrong {
                #expect(try await subject.signatory.verify([claim]) == .invalid(firstBad: 0))
            }
        }
    }

    @Test("What cannot be judged is an error with the place", arguments: Placement.allCases)
    func refusals(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let good = claims(of: try await subject.sign(outputs(2, of: keyset)))
            let unknown = try #require(KeysetID(hex: "00ffffffffffffff"))
            let preimage = ProofClaim.Preimage.secret(secret(5))
            let point = secret(6).point
            let cases: [(ProofClaim, SignatoryError.Code)] = [
                (good[0], .duplicateInput),
                (ProofClaim(amount: 1, keysetID: unknown, preimage: preimage, signature: point), .keysetUnknown),
                (ProofClaim(amount: 3, keysetID: keyset.id, preimage: preimage, signature: point), .amountUnknown),
            ]
            for (bad, code) in cases {
                let all = good + [bad]
                let error = await refusal { () throws(SignatoryError) in try await subject.signatory.verify(all) }
                #expect(error?.code == code)
                #expect(error?.index == 2)
            }
            for all in [[], Array(repeating: good[0], count: 1_001)] {
                let error = await refusal { () throws(SignatoryError) in try await subject.signatory.verify(all) }
                #expect(error?.code == .invalidArgument)
            }
        }
    }
}
