internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

extension SigningRequest {
    /// - Precondition: 1 to `maximumOutputs` outputs.
    func write(to buffer: inout ByteBuffer, points: PointForm) {
        unsafe WireBlindSignRequest.write(to: &buffer) { arena, message in
            unsafe message.purpose = .init(rawValue: UInt32(purpose.rawValue))
            unsafe message.operation_id = arena.bytes(operationID.bytes)
            unsafe message.n_outputs = outputs.count
            unsafe message.outputs = arena.records(outputs) { (record: inout WireBlindedMessage, output) in
                unsafe record.amount = output.amount
                unsafe record.keyset_id = arena.bytes(output.keysetID)
                unsafe record.b_ = points.write(output.point, in: arena)
            }
        }
    }

    init(payload: ByteBuffer, points: PointForm) throws(SignatoryError) {
        self = try unsafe WireBlindSignRequest.read(payload) { (message) throws(SignatoryError) in
            let number = unsafe UInt8(exactly: message.purpose.rawValue)
            guard let purpose = number.flatMap(SigningPurpose.init(rawValue:)) else {
                throw SignatoryError(.invalidArgument, unsafe "purpose \(message.purpose.rawValue) does not exist")
            }
            guard let operation = unsafe message.operation_id.fixed(FixedBytes<16>.self) else {
                throw SignatoryError(.invalidArgument, "the operation id has not 16 bytes")
            }
            guard unsafe message.n_outputs > 0 else { throw SignatoryError(.invalidArgument, "no outputs") }
            var outputs: [BlindedMessage] = []
            unsafe outputs.reserveCapacity(message.n_outputs)
            for index in unsafe 0..<message.n_outputs {
                guard let record = unsafe message.outputs[index] else {
                    throw SignatoryError(.invalidArgument, "no output", index: index)
                }
                guard let id = unsafe record.pointee.keyset_id.keysetID() else {
                    throw SignatoryError(.invalidArgument, "not a keyset id", index: index)
                }
                let point = try unsafe points.read("B_", record.pointee.b_, at: index)
                outputs.append(BlindedMessage(amount: unsafe record.pointee.amount, keysetID: id, point: point))
            }
            return SigningRequest(purpose: purpose, operationID: OperationID(operation), outputs: outputs)
        }
    }
}

/// The answer to a `SigningRequest`.
enum SigningResult {
    /// - Throws: `internalFailure` for a signature without its NUT-12 proof.
    static func write(
        _ signatures: [BlindSignature], to buffer: inout ByteBuffer, points: PointForm
    ) throws(SignatoryError) {
        guard signatures.allSatisfy({ $0.proof != nil }), signatures.count <= SigningRequest.maximumOutputs else {
            throw SignatoryError(.internalFailure, "the signatory gave no DLEQ proof, or more than was asked")
        }
        unsafe WireBlindSignResult.write(to: &buffer) { arena, message in
            unsafe message.n_signatures = signatures.count
            unsafe message.signatures = arena.records(signatures) { (record: inout WireBlindSignature, signature) in
                unsafe record.amount = signature.amount
                unsafe record.keyset_id = arena.bytes(signature.keysetID)
                unsafe record.c_ = points.write(signature.point, in: arena)
                guard let proof = signature.proof else { return }
                unsafe record.dleq_e = arena.bytes(proof.e)
                unsafe record.dleq_s = arena.bytes(proof.s)
            }
        }
    }

    /// The signatures of exactly these outputs, in their order.
    static func read(
        _ payload: ByteBuffer, for outputs: [BlindedMessage], points: PointForm
    ) throws(SignatoryError) -> [BlindSignature] {
        try unsafe WireBlindSignResult.read(payload) { (message) throws(SignatoryError) in
            guard unsafe message.n_signatures == outputs.count else {
                throw SignatoryError(.invalidArgument, "not one signature for each output")
            }
            var signatures: [BlindSignature] = []
            signatures.reserveCapacity(outputs.count)
            for (index, output) in outputs.enumerated() {
                guard let record = unsafe message.signatures[index], unsafe record.pointee.amount == output.amount,
                    unsafe record.pointee.keyset_id.keysetID() == output.keysetID
                else { throw SignatoryError(.invalidArgument, "a signature of another output", index: index) }
                let point = try unsafe points.read("C_", record.pointee.c_, at: index)
                guard let e = unsafe record.pointee.dleq_e.fixed(FixedBytes<32>.self),
                    let s = unsafe record.pointee.dleq_s.fixed(FixedBytes<32>.self)
                else { throw SignatoryError(.invalidArgument, "no DLEQ proof", index: index) }
                signatures.append(
                    BlindSignature(
                        amount: output.amount, keysetID: output.keysetID, point: point,
                        proof: DLEQProof(e: e, s: s)))
            }
            return signatures
        }
    }
}
