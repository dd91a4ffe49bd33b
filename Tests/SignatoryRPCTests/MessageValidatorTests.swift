import Cashu
import CashuCrypto
import NIOCore
import SignatoryAPI
import Testing

@testable import SignatoryRPC

/// The inputs that protobuf-c pays for or lets pass.
@Suite struct MessageValidatorTests {
    private func fault(_ hex: String, _ shape: MessageShape) throws -> MessageValidator.Fault? {
        try fault(ByteBuffer(hex: hex), shape)
    }

    private func fault(_ bytes: ByteBuffer, _ shape: MessageShape) -> MessageValidator.Fault? {
        do throws(MessageValidator.Fault) {
            _ = try MessageValidator.validate(bytes.readableBytesUInt8Span, as: shape)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A singular field that comes twice is refused`() throws {
        #expect(try fault("0801 0802", .blindSignRequest) == .repeatedSingular)
        #expect(try fault("1201aa 1201bb", .blindSignRequest) == .repeatedSingular)
    }

    @Test func `A secret and a point in one claim are refused`() throws {
        let secret = "1a0161"
        let point = "2a0161"
        #expect(try fault("0a03\(secret)", .verifyProofsRequest) == nil)
        #expect(try fault("0a06\(secret)\(point)", .verifyProofsRequest) == .repeatedSingular)
    }

    @Test(arguments: ["\u{0}", "\n", "\u{1b}", "\u{7f}"])
    func `Text with a control character is refused`(character: String) {
        var bytes = ByteBuffer(bytes: [0x12, 3])
        bytes.writeString("a\(character)b")
        #expect(fault(bytes, .failure) == .invalidText)
    }

    @Test func `Text that is no UTF-8 is refused`() throws {
        #expect(try fault("1202 c328", .failure) == .invalidText)
        #expect(try fault("1202 c3a9", .failure) == nil)
    }

    @Test func `Varints that are too long, too large or not minimal are refused`() throws {
        #expect(try fault("10 ffffffffffffffffff01", .statusResult) == nil)
        #expect(try fault("10 ffffffffffffffffff02", .statusResult) == .overlongVarint)
        #expect(try fault("10 ffffffffffffffffffff01", .statusResult) == .overlongVarint)
        #expect(try fault("10 8000", .statusResult) == .overlongVarint)
        #expect(try fault("10 80", .statusResult) == .truncated)
    }

    @Test func `Numbers outside their field's range are refused`() throws {
        #expect(try fault("0802", .statusResult) == .outOfRange)
        #expect(try fault("20 8080808010", .statusResult) == .outOfRange)
        #expect(try fault("08 ffffffffffffffffff01", .blindSignRequest) == .outOfRange)
    }

    @Test func `Groups, fixed widths, field 0 and unknown fields are refused`() throws {
        #expect(try fault("0b 0c", .statusResult) == .wrongWireType)
        #expect(try fault("09 0000000000000000", .statusResult) == .wrongWireType)
        #expect(try fault("0d 00000000", .statusResult) == .wrongWireType)
        #expect(try fault("0e", .statusResult) == .wrongWireType)
        #expect(try fault("00", .statusResult) == .invalidTag)
        #expect(try fault("7801", .statusResult) == .unknownField)
        #expect(try fault("88a7db2c 01", .statusResult) == .unknownField)
    }

    @Test func `A length past the end is refused`() throws {
        #expect(try fault("5202 61", .statusResult) == .truncated)
        #expect(try fault("52 ffffffffffffffffff01", .statusResult) == .truncated)
    }

    @Test func `One element too many is refused, packed or not`() {
        var packed = ByteBuffer(bytes: [0x2a, 65])
        packed.writeRepeatingByte(1, count: 65)
        #expect(fault(packed, .keyset) == .tooMany)
        var unpacked = ByteBuffer()
        for _ in 0..<65 { unpacked.writeBytes([0x28, 1]) }
        #expect(fault(unpacked, .keyset) == .tooMany)
    }

    @Test func `256 KiB of empty unknown fields take no memory`() {
        var bytes = ByteBuffer()
        for _ in 0..<128 * 1_024 { bytes.writeBytes([0x7a, 0]) }
        #expect(fault(bytes, .verifyProofsRequest) == .unknownField)
    }

    @Test func `256 KiB of empty elements are refused before they are unpacked`() {
        var bytes = ByteBuffer()
        for _ in 0..<128 * 1_024 { bytes.writeBytes([0x0a, 0]) }
        #expect(fault(bytes, .verifyProofsRequest) == .tooMany)
    }

    @Test func `A message that needs more than its budget fails to unpack and takes no more than it`() {
        var bytes = ByteBuffer()
        for _ in 0..<1_000 { bytes.writeBytes([0x0a, 0]) }
        let budget = 16 * 1_024
        #expect(throws: SignatoryError.self) { try unsafe WireVerifyProofsRequest.read(bytes, budget: budget) { _ in } }
        let arena = MessageArena(budget: budget)
        let message = unsafe bytes.withUnsafeReadableBytes { input in
            unsafe WireVerifyProofsRequest.unpack(
                arena.allocator, input.count, input.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
        #expect(unsafe message == nil)
        let taken = arena.taken
        #expect(taken > 0 && taken <= budget)
    }

    @Test(arguments: [PointForm.compressed, .uncompressed])
    func `The largest legal request stays below the budget and within its frame`(form: PointForm) throws {
        let longest = try #require(Secret(String(repeating: "x", count: Secret.maximumBytes)))
        let claim = ProofClaim(amount: .max, keysetID: longID, preimage: .secret(longest), signature: Sample.point(1))
        let payload = Sample.payload {
            VerificationRequest.write(Array(repeating: claim, count: ProofClaim.maximumCount), to: &$0, points: form)
        }
        #expect(payload.readableBytes + 4 <= Int(FrameCaps.verifyProofs))
        let claims = try VerificationRequest.read(payload, points: form)
        #expect(claims.count == ProofClaim.maximumCount && claims.allSatisfy { $0.signature == claim.signature })
    }

    @Test(arguments: [PointForm.compressed, .uncompressed])
    func `The largest request to sign and its answer stay within their frames`(form: PointForm) throws {
        let outputs = (0..<SigningRequest.maximumOutputs).map { _ in
            BlindedMessage(amount: .max, keysetID: longID, point: Sample.point(1))
        }
        let request = Sample.payload { Sample.request(outputs).write(to: &$0, points: form) }
        #expect(request.readableBytes + 4 <= Int(FrameCaps.signing))
        #expect(try SigningRequest(payload: request, points: form).outputs == outputs)
        let proof = DLEQProof(e: FixedBytes(repeating: 0xff), s: FixedBytes(repeating: 0xff))
        let signatures = outputs.map {
            BlindSignature(amount: $0.amount, keysetID: $0.keysetID, point: $0.point, proof: proof)
        }
        let answer = try Sample.payload { try SigningResult.write(signatures, to: &$0, points: form) }
        #expect(answer.readableBytes <= Int(FrameCaps.signing))
        #expect(try SigningResult.read(answer, for: outputs, points: form) == signatures)
    }

    private var longID: KeysetID { .version2(FixedBytes { $0 == 0 ? 1 : 0xff }) }
}
