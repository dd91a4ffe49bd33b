internal import CProtobufC
internal import CSignatoryProto
internal import CashuCrypto
internal import NIOCore
internal import SignatoryAPI

/// Which entries of the audit log are wanted.
enum AuditRequest {
    static func write(after number: UInt64, to buffer: inout ByteBuffer) {
        unsafe WireAuditRequest.write(to: &buffer) { _, message in
            unsafe message.after = number
            unsafe message.maximum = UInt32(AuditPage.maximumCount)
        }
    }

    static func read(_ payload: ByteBuffer) throws(SignatoryError) -> UInt64 {
        try unsafe WireAuditRequest.read(payload) { unsafe $0.after }
    }
}

extension AuditPage {
    func write(to buffer: inout ByteBuffer) {
        unsafe WireAuditResult.write(to: &buffer) { arena, message in
            unsafe message.last_number = lastNumber
            unsafe message.intact = isIntact ? 1 : 0
            unsafe message.n_entries = entries.count
            unsafe message.entries = arena.records(entries) { (record: inout WireAuditEntry, entry) in
                unsafe record.number = entry.number
                unsafe record.at = entry.at
                unsafe record.actor = arena.text(entry.actor, maximumBytes: AuditEntry.maximumActorBytes)
                unsafe record.kind = arena.text(entry.kind, maximumBytes: AuditEntry.maximumKindBytes)
                unsafe record.detail = arena.text(entry.detail, maximumBytes: AuditEntry.maximumDetailBytes)
                unsafe record.mac = arena.bytes(entry.code)
            }
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireAuditResult.read(payload) { (message) throws(SignatoryError) in
            var entries: [AuditEntry] = []
            for index in unsafe 0..<message.n_entries {
                guard let record = unsafe message.entries[index],
                    let code = unsafe record.pointee.mac.fixed(FixedBytes<32>.self)
                else { throw SignatoryError(.invalidArgument, "no code of an audit entry", index: index) }
                entries.append(
                    unsafe AuditEntry(
                        number: record.pointee.number, at: record.pointee.at, actor: wireText(record.pointee.actor),
                        kind: wireText(record.pointee.kind), detail: wireText(record.pointee.detail), code: code))
            }
            return unsafe AuditPage(
                entries: entries, lastNumber: message.last_number, isIntact: message.intact != 0)
        }
    }
}
