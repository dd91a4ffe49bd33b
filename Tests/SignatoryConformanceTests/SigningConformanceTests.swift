internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
internal import Testing

@Suite("Signing, embedded and remote")
struct SigningConformanceTests {
    private static let usd = CurrencyUnit("usd")

    @Test(
        "Signatures come in order, with valid proofs of equality, under the published keys",
        arguments: Placement.allCases)
    func signs(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            let asked = outputs(3, of: keyset) + outputs(2, of: keyset, amount: 128, from: 3)
            let signatures = try await subject.sign(asked, .mint)
            #expect(signatures.map(\.amount) == [1, 1, 1, 128, 128])
            for (output, signature) in zip(asked, signatures) {
                let key = try #require(keyset.keys[output.amount])
                let proof = try #require(signature.proof)
                #expect(signature.keysetID == keyset.id)
                #expect(proof.isValid(for: output.point, signature: signature.point, key: key))
            }
        }
    }

    @Test("The same request gives the same bytes", arguments: Placement.allCases)
    func deterministic(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let request = SigningRequest(
                purpose: .swap, operationID: OperationID(), outputs: outputs(20, of: try await subject.active()))
            let first = try await subject.signatory.blindSign(request)
            #expect(try await subject.signatory.blindSign(request) == first)
            #expect(Set(first).count == 20)
        }
    }

    @Test("One bad output and none is signed", arguments: Placement.allCases)
    func allOrNothing(_ placement: Placement) async throws {
        try await withSignatory(placement, units: [.sat, .auth] + (Self.usd.map { [$0] } ?? [])) { subject in
            let keyset = try await subject.active()
            let good = outputs(4, of: keyset)
            let unknown = try #require(KeysetID(hex: "00ffffffffffffff"))
            let usd = try await subject.active(try #require(Self.usd))
            let auth = try await subject.active(.auth)
            let last = secret(9).point
            let cases: [(BlindedMessage, SignatoryError.Code)] = [
                (good[1], .duplicateOutput),
                (BlindedMessage(amount: 2, keysetID: keyset.id, point: good[1].point), .duplicateOutput),
                (BlindedMessage(amount: 3, keysetID: keyset.id, point: last), .amountUnknown),
                (BlindedMessage(amount: 0, keysetID: keyset.id, point: last), .amountUnknown),
                (BlindedMessage(amount: .max, keysetID: keyset.id, point: last), .amountUnknown),
                (BlindedMessage(amount: 1, keysetID: unknown, point: last), .keysetUnknown),
                (BlindedMessage(amount: 1, keysetID: usd.id, point: last), .mixedUnits),
                (BlindedMessage(amount: 1, keysetID: auth.id, point: last), .purposeDenied),
            ]
            for (bad, code) in cases {
                let error = await refusal { () throws(SignatoryError) in try await subject.sign(good + [bad]) }
                #expect(error?.code == code)
                #expect(error?.index == 4)
                #expect(error?.isTransient == false)
            }
            let denied = await refusal { () throws(SignatoryError) in try await subject.sign(good, .auth) }
            #expect(denied?.code == .purposeDenied)
            #expect(try await subject.sign(outputs(1, of: auth), .auth).count == 1)
            let status = try await subject.signatory.status()
            #expect(status.now != nil, "it tells the time, over a socket, too")
            #expect(status.signedOutputs == 1)
            #expect(status.refused == UInt64(cases.count) + 1)
        }
    }

    @Test("A request has 1 to 1000 outputs", arguments: Placement.allCases)
    func counts(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            for count in [0, 1_001] {
                let asked = outputs(count, of: keyset)
                let error = await refusal { () throws(SignatoryError) in try await subject.sign(asked) }
                #expect(error?.code == .invalidArgument)
            }
            let signatures = try await subject.sign(outputs(1_000, of: keyset))
            #expect(signatures.count == 1_000)
            #expect(try await subject.signatory.verify(claims(of: signatures)) == .valid)
            #expect(try await subject.signatory.verify(claims(of: signatures, byPoint: true)) == .valid)
            #expect(try await subject.signatory.status().signedOutputs == 1_000)
        }
    }

    @Test("Requests at once each get their own answer", arguments: Placement.allCases)
    func concurrent(_ placement: Placement) async throws {
        try await withSignatory(placement) { subject in
            let keyset = try await subject.active()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        let first = 100 * number
                        let signatures = try await subject.sign(outputs(2, of: keyset, from: first))
                        #expect(try await subject.signatory.verify(claims(of: signatures, from: first)) == .valid)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await subject.signatory.status().signedOutputs == 64)
        }
    }
}
