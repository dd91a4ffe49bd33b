internal import CProtobufC
internal import CSignatoryProto
internal import Cashu
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

extension LedgerInquiry {
    /// - Precondition: at most `maximumKeysets` keysets.
    func write(to buffer: inout ByteBuffer) {
        unsafe WireLedgerRequest.write(to: &buffer) { arena, message in
            unsafe message.mint_id = arena.bytes(mint)
            unsafe message.completed_operations = completedOperations
            unsafe message.n_keyset_ids = keysets.count
            let ids = unsafe arena.allocate(ProtobufCBinaryData.self, count: keysets.count)
            for (position, id) in keysets.enumerated() { unsafe ids[position] = arena.bytes(id) }
            unsafe message.keyset_ids = ids
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireLedgerRequest.read(payload) { (message) throws(SignatoryError) in
            guard let mint = unsafe message.mint_id.fixed(FixedBytes<16>.self) else {
                throw SignatoryError(.invalidArgument, "the id of the mint has not 16 bytes")
            }
            var keysets: [KeysetID] = []
            for index in unsafe 0..<message.n_keyset_ids {
                guard let id = unsafe message.keyset_ids[index].keysetID() else {
                    throw SignatoryError(.invalidArgument, "not a keyset id", index: index)
                }
                keysets.append(id)
            }
            return unsafe LedgerInquiry(
                mint: mint, completedOperations: message.completed_operations, keysets: keysets)
        }
    }
}

extension LedgerReport {
    func write(to buffer: inout ByteBuffer) {
        unsafe WireLedgerResult.write(to: &buffer) { arena, message in
            unsafe message.audit_number = auditNumber
            unsafe message.n_issued = issued.count
            unsafe message.issued = arena.records(issued) { (record: inout WireIssuedAmount, issued) in
                unsafe record.keyset_id = arena.bytes(issued.keysetID)
                unsafe record.amount = issued.amount
                unsafe record.outputs = issued.outputs
            }
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireLedgerResult.read(payload) { (message) throws(SignatoryError) in
            var issued: [IssuedAmount] = []
            for index in unsafe 0..<message.n_issued {
                guard let record = unsafe message.issued[index], let id = unsafe record.pointee.keyset_id.keysetID()
                else { throw SignatoryError(.invalidArgument, "not a keyset id", index: index) }
                issued.append(
                    unsafe IssuedAmount(
                        keysetID: id, amount: record.pointee.amount, outputs: record.pointee.outputs))
            }
            return unsafe LedgerReport(issued: issued, auditNumber: message.audit_number)
        }
    }
}
