internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

extension KeysetRotation {
    /// - Precondition: at most `KeysetKeys.maximumCount` amounts.
    func write(to buffer: inout ByteBuffer) {
        unsafe WireRotateKeysetRequest.write(to: &buffer) { arena, message in
            unsafe message.unit = arena.text(unit.name, maximumBytes: 32)
            unsafe message.input_fee_ppk = inputFeePPK
            unsafe message.n_amounts = amounts.count
            unsafe message.amounts = arena.numbers(amounts)
            if let finalExpiry {
                unsafe message._final_expiry_case = WireCase.rotationExpiry
                unsafe message.final_expiry = finalExpiry
            }
            unsafe message.keyset_id_version = UInt32(idVersion.rawValue)
            unsafe message.expected_generation = expectedGeneration
            unsafe message.dry_run = isDryRun ? 1 : 0
            // Longer than the signatory allows stays longer.
            unsafe message.drain_s = UInt32(clamping: drainSeconds)
            unsafe message.reason = arena.text(reason, maximumBytes: MessageShape.maximumReasonBytes)
            unsafe message.operation_id = arena.bytes(operationID.bytes)
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireRotateKeysetRequest.read(payload) { (message) throws(SignatoryError) in
            guard let unit = unsafe CurrencyUnit(wireText(message.unit)) else {
                throw SignatoryError(.invalidArgument, "not a unit")
            }
            let number = unsafe message.keyset_id_version
            guard let version = UInt8(exactly: number).flatMap(KeysetIDVersion.init(rawValue:)) else {
                throw SignatoryError(.invalidArgument, "ids of version \(number) do not exist")
            }
            guard let operation = unsafe message.operation_id.fixed(FixedBytes<16>.self) else {
                throw SignatoryError(.invalidArgument, "the operation id has not 16 bytes")
            }
            let namesExpiry = unsafe message._final_expiry_case == WireCase.rotationExpiry
            return unsafe KeysetRotation(
                unit: unit, inputFeePPK: message.input_fee_ppk,
                amounts: unsafe [UInt64](UnsafeBufferPointer(start: message.amounts, count: message.n_amounts)),
                finalExpiry: namesExpiry ? message.final_expiry : nil, idVersion: version,
                drainSeconds: UInt64(message.drain_s), expectedGeneration: message.expected_generation,
                isDryRun: message.dry_run != 0, reason: unsafe wireText(message.reason),
                operationID: OperationID(operation))
        }
    }
}

extension RotatedKeyset {
    func write(to buffer: inout ByteBuffer) {
        var packed = ByteBuffer()
        PositionedKeyset(keyset: keyset, generation: generation, position: 0).write(to: &packed)
        let bytes = Array(packed.readableBytesView)
        unsafe WireRotateKeysetResult.write(to: &buffer) { arena, message in
            unsafe message.keyset = arena.bytes(bytes)
            unsafe message.generation = generation
            unsafe message.dry_run = isDryRun ? 1 : 0
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireRotateKeysetResult.read(payload) { (message) throws(SignatoryError) in
            let packed = ByteBuffer(bytes: unsafe message.keyset.array())
            let keyset = try PositionedKeyset(payload: packed).keyset
            return unsafe RotatedKeyset(keyset: keyset, generation: message.generation, isDryRun: message.dry_run != 0)
        }
    }
}
