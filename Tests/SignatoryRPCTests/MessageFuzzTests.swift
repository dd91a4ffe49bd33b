import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import Testing

@testable import SignatoryRPC

/// SplitMix64: the same numbers in every run.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Every decoder on mutations of what it accepts. It may refuse with a `SignatoryError` and do nothing else.
@Suite struct MessageFuzzTests {
    private struct Decoder {
        let name: String
        let valid: ByteBuffer
        let decode: (ByteBuffer) throws(SignatoryError) -> Void
    }

    private func decoders() async throws -> [Decoder] {
        let signatory = try TestSignatory()
        let keyset = signatory.activeKeyset
        let outputs = Sample.outputs(2, keysetID: keyset.id)
        let signatures = try await signatory.blindSign(Sample.request(outputs))
        let status = try await signatory.status()
        let claim = ProofClaim(
            amount: 1, keysetID: keyset.id, preimage: .secret(Sample.secret(1)), signature: Sample.point(1))
        let rotation = KeysetRotation(unit: .sat, inputFeePPK: 1, amounts: [1, 2], finalExpiry: 3, reason: "why")
        let mark = PublicationMark(generation: 1, digest: FixedBytes())
        let failure = SignatoryError(.internalFailure, "why", index: 1, keysetID: keyset.id)
        var decoders = [
            Decoder(name: "Hello", valid: RawPeer.hello()) { (bytes) throws(SignatoryError) in
                _ = try Hello(payload: bytes)
            }
        ]
        func add(
            _ name: String, _ write: (inout ByteBuffer) throws -> Void,
            _ decode: @escaping (ByteBuffer) throws(SignatoryError) -> Void
        ) throws {
            decoders.append(Decoder(name: name, valid: try Sample.payload(write), decode: decode))
        }
        for form in [PointForm.compressed, .uncompressed] {
            try add("sign", { Sample.request(outputs).write(to: &$0, points: form) }) { (b) throws(SignatoryError) in
                _ = try SigningRequest(payload: b, points: form)
            }
            try add("signed", { try SigningResult.write(signatures, to: &$0, points: form) }) {
                (b) throws(SignatoryError) in _ = try SigningResult.read(b, for: outputs, points: form)
            }
            try add("verify", { VerificationRequest.write([claim, claim], to: &$0, points: form) }) {
                (b) throws(SignatoryError) in _ = try VerificationRequest.read(b, points: form)
            }
        }
        try add("verdict", { ProofVerdict.invalid(firstBad: 1).write(to: &$0) }) { (b) throws(SignatoryError) in
            _ = try ProofVerdict(payload: b, claims: 2)
        }
        try add("status", { status.write(to: &$0, features: ProtocolFeature.time) }) { (b) throws(SignatoryError) in
            _ = try SignatoryStatus(payload: b)
        }
        try add("rotate", { rotation.write(to: &$0) }) { (b) throws(SignatoryError) in
            _ = try KeysetRotation(payload: b)
        }
        try add("rotated", { RotatedKeyset(keyset: keyset, generation: 1, isDryRun: false).write(to: &$0) }) {
            (b) throws(SignatoryError) in _ = try RotatedKeyset(payload: b)
        }
        try add("keyset", { PositionedKeyset(keyset: keyset, generation: 1, position: 0).write(to: &$0) }) {
            (b) throws(SignatoryError) in _ = try PositionedKeyset(payload: b)
        }
        try add("begin", { PublicationBegin(mark: mark, count: 1, identity: Sample.point(1)).write(to: &$0) }) {
            (b) throws(SignatoryError) in _ = try PublicationBegin(payload: b)
        }
        try add("end", { PublicationEnd(generation: 1, signature: SchnorrSignature(FixedBytes())).write(to: &$0) }) {
            (b) throws(SignatoryError) in _ = try PublicationEnd(payload: b)
        }
        try add("subscribe", { SubscriptionRequest(have: mark).write(to: &$0) }) { (b) throws(SignatoryError) in
            _ = try SubscriptionRequest(payload: b)
        }
        try add("failure", { failure.write(to: &$0) }) { (b) throws(SignatoryError) in _ = try SignatoryError.read(b) }
        return decoders
    }

    private func mutate(_ bytes: inout [UInt8], _ numbers: inout Numbers) {
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &numbers)) }
            let position = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 1: bytes[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &numbers) ?? 0
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: position)
            case 3: bytes.remove(at: position)
            case 4: bytes.removeSubrange(position...)
            default: bytes.insert(contentsOf: bytes[position...].prefix(40), at: position)
            }
        }
    }

    @Test func `No mutation of a message does more than be refused`() async throws {
        var numbers = Numbers(state: 20_260_101)
        for decoder in try await decoders() {
            #expect(throws: Never.self, "\(decoder.name)") { try decoder.decode(decoder.valid) }
            var refused = 0
            for _ in 0..<3_000 {
                var bytes = Array(decoder.valid.readableBytesView)
                mutate(&bytes, &numbers)
                do throws(SignatoryError) { try decoder.decode(ByteBuffer(bytes: bytes)) } catch { refused += 1 }
            }
            #expect(refused > 0, "\(decoder.name)")
        }
    }
}
