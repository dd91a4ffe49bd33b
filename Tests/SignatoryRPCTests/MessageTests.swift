import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import Testing

@testable import SignatoryRPC

@Suite struct MessageTests {
    private func code(_ body: () throws -> Void) -> SignatoryError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SignatoryError)?.code
        }
    }

    // MARK: Golden bytes, read from the schema by hand

    @Test func `A hello has these bytes`() throws {
        let hello = Hello(
            minimumVersion: 1, maximumVersion: 2, role: .mint, features: 0, nonce: FixedBytes(repeating: 0xab),
            client: "mintd")
        let nonce = String(repeating: "ab", count: 32)
        let golden = try ByteBuffer(hex: "0a0443534947 1001 1802 2001 3220\(nonce) 3a056d696e7464")
        #expect(Sample.payload { hello.write(to: &$0) } == golden)
        #expect(try Hello(payload: golden) == hello)
    }

    @Test func `A request to sign has these bytes`() throws {
        let output = BlindedMessage(amount: 300, keysetID: Sample.keysetID, point: Sample.point(1))
        let point = Sample.point(1).hex
        let golden = try ByteBuffer(
            hex: "0802 12100102030405060708090a0b0c0d0e0f10 1a30 08ac02 12080001020304050607 1a21\(point)")
        #expect(Sample.payload { Sample.request([output]).write(to: &$0, points: .compressed) } == golden)
    }

    @Test func `Claims have these bytes, with a secret or with its point`() throws {
        let point = Sample.point(1).hex
        let claims = [
            ProofClaim(
                amount: 1, keysetID: Sample.keysetID, preimage: .secret(Sample.secret(1)),
                signature: Sample.point(1)),
            ProofClaim(
                amount: 1, keysetID: Sample.keysetID, preimage: .point(Sample.point(1)), signature: Sample.point(1)),
        ]
        let golden = try ByteBuffer(
            hex: """
                0a39 0801 12080001020304050607 1a087365637265742031 2221\(point)
                0a52 0801 12080001020304050607 2221\(point) 2a21\(point)
                """)
        #expect(Sample.payload { VerificationRequest.write(claims, to: &$0, points: .compressed) } == golden)
    }

    @Test func `Verdicts have these bytes`() throws {
        #expect(Sample.payload { ProofVerdict.valid.write(to: &$0) } == (try ByteBuffer(hex: "0801")))
        #expect(Sample.payload { ProofVerdict.invalid(firstBad: 0).write(to: &$0) } == (try ByteBuffer(hex: "1000")))
    }

    @Test func `A failure has these bytes`() throws {
        let error = SignatoryError(
            .keysetInactive, "no", index: 0, keysetID: Sample.keysetID, retryAfterMilliseconds: 100)
        let golden = try ByteBuffer(hex: "0804 12026e6f 1800 22080001020304050607 2864")
        #expect(Sample.payload { error.write(to: &$0) } == golden)
    }

    @Test func `A rotation has these bytes, also one that does not drain`() throws {
        let operation = OperationID(FixedBytes { UInt8($0 + 1) })
        let tail = "52100102030405060708090a0b0c0d0e0f10"
        for (drain, field) in [(KeysetRotation.defaultDrainSeconds, "40809a9e01"), (0, ""), (.max, "40ffffffff0f")] {
            let rotation = KeysetRotation(
                unit: .sat, inputFeePPK: 100, drainSeconds: drain, operationID: operation)
            let golden = try ByteBuffer(hex: "0a03736174 1064 2801 \(field) \(tail)")
            #expect(Sample.payload { rotation.write(to: &$0) } == golden)
            #expect(try KeysetRotation(payload: golden).drainSeconds == min(drain, UInt64(UInt32.max)))
        }
    }

    // MARK: Round trips

    @Test func `Every request and answer comes back as it was`() throws {
        let signatory = try TestSignatory()
        let request = Sample.request(Sample.outputs(3, keysetID: signatory.activeKeyset.id), .meltChange)
        let payload = Sample.payload { request.write(to: &$0, points: .compressed) }
        let decoded = try SigningRequest(payload: payload, points: .compressed)
        #expect(decoded.purpose == request.purpose && decoded.operationID == request.operationID)
        #expect(decoded.outputs == request.outputs)

        let keyset = signatory.activeKeyset
        let positioned = PositionedKeyset(keyset: keyset, generation: 9, position: 4)
        let keysetBack = try PositionedKeyset(payload: Sample.payload { positioned.write(to: &$0) })
        #expect(keysetBack.keyset == keyset && keysetBack.generation == 9 && keysetBack.position == 4)
        let draining = Keyset(
            id: keyset.id, unit: keyset.unit, state: .draining, inputFeePPK: 0, keys: keyset.keys, finalExpiry: nil,
            derivationIndex: 1, createdAt: 2, drainUntil: 3)
        let drainingBack = try PositionedKeyset(
            payload: Sample.payload { PositionedKeyset(keyset: draining, generation: 9, position: 0).write(to: &$0) })
        #expect(drainingBack.keyset == draining)

        let rotated = RotatedKeyset(keyset: keyset, generation: 5, isDryRun: true)
        let rotatedBack = try RotatedKeyset(payload: Sample.payload { rotated.write(to: &$0) })
        #expect(rotatedBack.keyset == keyset && rotatedBack.generation == 5 && rotatedBack.isDryRun)
    }

    @Test func `A status comes back as it was`() async throws {
        let status = try await TestSignatory().status()
        #expect(try SignatoryStatus(payload: Sample.payload { status.write(to: &$0, features: ProtocolFeature.time) }) == status)
    }

    @Test(arguments: SignatoryError.Code.allCases)
    func `Every failure comes back as it was`(code: SignatoryError.Code) throws {
        for error in [
            SignatoryError(code, ""),
            SignatoryError(code, "why", index: 999, keysetID: Sample.keysetID, retryAfterMilliseconds: 7),
        ] {
            #expect(try SignatoryError.read(Sample.payload { error.write(to: &$0) }) == error)
        }
    }

    @Test func `A rotation comes back as it was`() throws {
        for rotation in [
            KeysetRotation(unit: .sat, inputFeePPK: 0),
            KeysetRotation(
                unit: .sat, inputFeePPK: 100, amounts: [1, 1 << 62], finalExpiry: 0, idVersion: .version1,
                drainSeconds: 0, expectedGeneration: .max, isDryRun: true, reason: "yearly"),
        ] {
            let back = try KeysetRotation(payload: Sample.payload { rotation.write(to: &$0) })
            #expect(back.unit == rotation.unit && back.inputFeePPK == rotation.inputFeePPK)
            #expect(back.amounts == rotation.amounts && back.finalExpiry == rotation.finalExpiry)
            #expect(back.idVersion == rotation.idVersion && back.expectedGeneration == rotation.expectedGeneration)
            #expect(back.isDryRun == rotation.isDryRun && back.reason == rotation.reason)
            #expect(back.operationID == rotation.operationID && back.drainSeconds == rotation.drainSeconds)
        }
    }

    @Test func `The frames of a publication come back as they were`() throws {
        let mark = PublicationMark(generation: 3, digest: FixedBytes(repeating: 5))
        let begin = PublicationBegin(mark: mark, count: 2, identity: Sample.point(3))
        #expect(try PublicationBegin(payload: Sample.payload { begin.write(to: &$0) }) == begin)
        let end = PublicationEnd(generation: 3, signature: SchnorrSignature(FixedBytes(repeating: 6)))
        #expect(try PublicationEnd(payload: Sample.payload { end.write(to: &$0) }) == end)
        for request in [SubscriptionRequest(have: nil), SubscriptionRequest(have: mark)] {
            #expect(try SubscriptionRequest(payload: Sample.payload { request.write(to: &$0) }) == request)
        }
    }

    // MARK: What is refused (R15, R16, R19, R25)

    @Test func `An empty buffer is no request`() {
        #expect(code { _ = try SigningRequest(payload: ByteBuffer(), points: .compressed) } == .invalidArgument)
        #expect(code { _ = try VerificationRequest.read(ByteBuffer(), points: .compressed) } == .invalidArgument)
        #expect(code { _ = try KeysetRotation(payload: ByteBuffer()) } == .invalidArgument)
        #expect(code { _ = try Hello(payload: ByteBuffer()) } == .invalidArgument)
        #expect(code { _ = try HelloAnswer(payload: ByteBuffer()) } == .invalidPoint)
        #expect(code { _ = try SignatoryError.read(ByteBuffer()) } == .invalidArgument)
        #expect(code { _ = try PositionedKeyset(payload: ByteBuffer()) } == .invalidArgument)
    }

    @Test(arguments: ["00", "05", "ffffffff07"])
    func `A purpose that does not exist is refused`(purpose: String) throws {
        let payload = try ByteBuffer(hex: "08\(purpose) 12100102030405060708090a0b0c0d0e0f10 1a00")
        #expect(code { _ = try SigningRequest(payload: payload, points: .compressed) } == .invalidArgument)
    }

    @Test(arguments: [
        // x = 5 has no point; infinity; uncompressed; 32 and 34 bytes; another prefix.
        "020000000000000000000000000000000000000000000000000000000000000005",
        "00", "", "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f817",
        "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179800",
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    ])
    func `B_ that is no compressed point of the curve is refused with its position`(point: String) throws {
        var second = try ByteBuffer(hex: "0801 12080001020304050607 1a")
        second.writeInteger(UInt8(point.count / 2))
        second.writeImmutableBuffer(try ByteBuffer(hex: point))
        var payload = Sample.payload { Sample.request(Sample.outputs(1)).write(to: &$0, points: .compressed) }
        payload.writeBytes([0x1a, UInt8(second.readableBytes)])
        payload.writeImmutableBuffer(second)
        let error = #expect(throws: SignatoryError.self) { try SigningRequest(payload: payload, points: .compressed) }
        #expect(error?.code == .invalidPoint)
        #expect(error?.index == 1)
    }

    @Test func `A secret that is no UTF-8 is refused`() throws {
        let payload = try ByteBuffer(hex: "0a33 0801 12080001020304050607 1a02ff61 2221\(Sample.point(1).hex)")
        #expect(code { _ = try VerificationRequest.read(payload, points: .compressed) } == .invalidArgument)
    }

    @Test func `Text on its way out loses control characters and what is too long`() throws {
        let error = SignatoryError(.internalFailure, "a\nb\u{0}c" + String(repeating: "é", count: 600))
        let back = try SignatoryError.read(Sample.payload { error.write(to: &$0) })
        #expect(back.detail.hasPrefix("a b c"))
        #expect(back.detail.utf8.count <= MessageShape.maximumDetailBytes)
    }

    // MARK: Answers that do not fit their question

    @Test func `Signatures of other outputs than were asked are refused`() async throws {
        let signatory = try TestSignatory()
        let outputs = Sample.outputs(2, keysetID: signatory.activeKeyset.id)
        let signatures = try await signatory.blindSign(Sample.request(outputs))
        let payload = try Sample.payload { try SigningResult.write(signatures, to: &$0, points: .compressed) }
        #expect(try SigningResult.read(payload, for: outputs, points: .compressed) == signatures)
        func code(_ outputs: [BlindedMessage]) -> SignatoryError.Code? {
            self.code { _ = try SigningResult.read(payload, for: outputs, points: .compressed) }
        }
        #expect(code([outputs[0]]) == .invalidArgument)
        let other = BlindedMessage(amount: 2, keysetID: outputs[1].keysetID, point: outputs[1].point)
        #expect(code([outputs[0], other]) == .invalidArgument)
        let foreign = BlindedMessage(amount: 1, keysetID: Sample.keysetID, point: outputs[1].point)
        #expect(code([outputs[0], foreign]) == .invalidArgument)
    }

    @Test(arguments: ["", "0801 1000", "1002"])
    func `A verdict that contradicts itself or names a claim that was not made is refused`(hex: String) throws {
        let payload = try ByteBuffer(hex: hex)
        #expect(code { _ = try ProofVerdict(payload: payload, claims: 2) } == .invalidArgument)
    }
}
