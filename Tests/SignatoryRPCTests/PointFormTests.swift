import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import Testing

@testable import SignatoryRPC

/// R25: the points of requests to sign, of their answers and of claims, in the two forms that hellos may agree on.
@Suite struct PointFormTests {
    /// A message that carries `points`.
    private struct Message: Sendable {
        /// What a refusal calls them.
        let point: String
        let write: @Sendable (PointForm) throws -> ByteBuffer
        let read: @Sendable (ByteBuffer, PointForm) throws(SignatoryError) -> [PublicKey]
    }

    private static let points = (1...3).map(Sample.point)

    private static let messages: [Message] = {
        let outputs = points.map { BlindedMessage(amount: 1, keysetID: Sample.keysetID, point: $0) }
        let proof = DLEQProof(e: FixedBytes(repeating: 1), s: FixedBytes(repeating: 2))
        let signatures = points.map {
            BlindSignature(amount: 1, keysetID: Sample.keysetID, point: $0, proof: proof)
        }
        func claims(_ make: (PublicKey) -> (ProofClaim.Preimage, signature: PublicKey)) -> [ProofClaim] {
            points.map(make).map {
                ProofClaim(amount: 1, keysetID: Sample.keysetID, preimage: $0, signature: $1)
            }
        }
        let ofSecrets = claims { (.secret(Sample.secret(1)), $0) }
        let ofPoints = claims { (.point($0), Sample.point(9)) }
        return [
            Message(point: "B_") { form in
                Sample.payload { Sample.request(outputs).write(to: &$0, points: form) }
            } read: { (payload, form) throws(SignatoryError) in
                try SigningRequest(payload: payload, points: form).outputs.map(\.point)
            },
            Message(point: "C_") { form in
                try Sample.payload { try SigningResult.write(signatures, to: &$0, points: form) }
            } read: { (payload, form) throws(SignatoryError) in
                try SigningResult.read(payload, for: outputs, points: form).map(\.point)
            },
            Message(point: "C") { form in
                Sample.payload { VerificationRequest.write(ofSecrets, to: &$0, points: form) }
            } read: { (payload, form) throws(SignatoryError) in
                try VerificationRequest.read(payload, points: form).map(\.signature)
            },
            Message(point: "Y") { form in
                Sample.payload { VerificationRequest.write(ofPoints, to: &$0, points: form) }
            } read: { (payload, form) throws(SignatoryError) in
                try VerificationRequest.read(payload, points: form).compactMap {
                    if case .point(let point) = $0.preimage { point } else { nil }
                }
            },
        ]
    }()

    @Test(arguments: [PointForm.compressed, .uncompressed])
    func `Points come back in either form as they were`(form: PointForm) throws {
        for message in Self.messages {
            let back = try message.read(try message.write(form), form)
            #expect(back == Self.points, "\(message.point)")
        }
    }

    @Test func `A request to sign has these bytes when points are uncompressed`() throws {
        let point = Sample.point(1)
        let output = BlindedMessage(amount: 300, keysetID: Sample.keysetID, point: point)
        let golden = try ByteBuffer(
            hex: """
                0802 12100102030405060708090a0b0c0d0e0f10 1a50 08ac02 12080001020304050607
                1a41\(point.uncompressed.hex)
                """)
        #expect(Sample.payload { Sample.request([output]).write(to: &$0, points: .uncompressed) } == golden)
    }

    @Test func `A point of the other form is refused with its position`() throws {
        for message in Self.messages {
            // C is read before Y.
            let name = message.point == "Y" ? "C" : message.point
            let compressed = try message.write(.compressed)
            #expect(throws: SignatoryError(.invalidPoint, "\(name) is not an uncompressed point", index: 0)) {
                try message.read(compressed, .uncompressed)
            }
            let uncompressed = try message.write(.uncompressed)
            #expect(throws: SignatoryError(.invalidPoint, "\(name) is not a compressed point", index: 0)) {
                try message.read(uncompressed, .compressed)
            }
        }
    }

    /// What is put in the place of the third point, as 65 bytes.
    static let bad: [String: FixedBytes<65>] = {
        let (even, odd) = (PublicKey.generator.uncompressed, PublicKey.generator.negated.uncompressed)
        func changed(_ bytes: FixedBytes<65>, _ position: Int, to byte: UInt8) -> FixedBytes<65> {
            var bytes = bytes
            bytes[position] = byte
            return bytes
        }
        return [
            "off the curve": changed(even, 64, to: even[64] ^ 1),
            "hybrid, and its y is even": changed(even, 0, to: 6),
            "hybrid, and its y is odd": changed(odd, 0, to: 7),
            "hybrid, and its y is odd, not even": changed(odd, 0, to: 6),
            "with the prefix of infinity": changed(even, 0, to: 0),
            "with the prefix of a compressed point": changed(even, 0, to: 2),
            "infinity, as zeros": FixedBytes { $0 == 0 ? 4 : 0 },
            "above the field": FixedBytes { $0 == 0 ? 4 : 0xff },
        ]
    }()

    @Test(arguments: bad.keys.sorted())
    func `65 bytes that are no uncompressed point of the curve are refused with their position`(name: String) throws {
        let bad = try #require(Self.bad[name])
        for message in Self.messages {
            let written = try message.write(.uncompressed)
            let hex = written.hex.replacing(Self.points[2].uncompressed.hex, with: bad.hex)
            let payload = try ByteBuffer(hex: hex)
            #expect(payload != written && payload.readableBytes == written.readableBytes)
            #expect(throws: SignatoryError(.invalidPoint, "\(message.point) is not an uncompressed point", index: 2)) {
                try message.read(payload, .uncompressed)
            }
        }
    }

    @Test(arguments: [0, 1, 32, 33, 34, 64, 66, 96])
    func `A point of another length is refused with its position`(length: Int) throws {
        let bytes = Array((Sample.point(2).uncompressed.bytes + [UInt8](repeating: 0, count: 31)).prefix(length))
        var second = try ByteBuffer(hex: "0801 12080001020304050607 1a")
        second.writeInteger(UInt8(length))
        second.writeBytes(bytes)
        var payload = Sample.payload { Sample.request(Sample.outputs(1)).write(to: &$0, points: .uncompressed) }
        payload.writeBytes([0x1a, UInt8(second.readableBytes)])
        payload.writeImmutableBuffer(second)
        #expect(throws: SignatoryError(.invalidPoint, "B_ is not an uncompressed point", index: 1)) {
            try SigningRequest(payload: payload, points: .uncompressed)
        }
    }
}
