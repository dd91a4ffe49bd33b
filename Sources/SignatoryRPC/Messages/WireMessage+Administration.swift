internal import CProtobufC
internal import CSignatoryProto

// The structs of administration and of the books, as in WireMessage+Structs.

typealias WireDeactivateKeysetRequest = Cashu__Signatory__V1__DeactivateKeysetRequest
typealias WireSetLimitRequest = Cashu__Signatory__V1__SetLimitRequest
typealias WireGetLimitsResult = Cashu__Signatory__V1__GetLimitsResult
typealias WirePauseRequest = Cashu__Signatory__V1__PauseRequest
typealias WireAuditRequest = Cashu__Signatory__V1__AuditRequest
typealias WireAuditResult = Cashu__Signatory__V1__AuditResult
typealias WireLedgerRequest = Cashu__Signatory__V1__LedgerRequest
typealias WireLedgerResult = Cashu__Signatory__V1__LedgerResult
typealias WireLimit = Cashu__Signatory__V1__Limit
typealias WireAuditEntry = Cashu__Signatory__V1__AuditEntry
typealias WireIssuedAmount = Cashu__Signatory__V1__IssuedAmount

extension WireLimit: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__limit__init(record)
    }
}

extension WireAuditEntry: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__audit_entry__init(record)
    }
}

extension WireIssuedAmount: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__issued_amount__init(record)
    }
}

extension WireDeactivateKeysetRequest: WireMessage {
    static var shape: MessageShape { .deactivateKeysetRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__deactivate_keyset_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__deactivate_keyset_request__unpack(allocator, count, bytes)
    }
}

extension WireSetLimitRequest: WireMessage {
    static var shape: MessageShape { .setLimitRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__set_limit_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__set_limit_request__unpack(allocator, count, bytes)
    }
}

extension WireGetLimitsResult: WireMessage {
    static var shape: MessageShape { .getLimitsResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__get_limits_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__get_limits_result__unpack(allocator, count, bytes)
    }
}

extension WirePauseRequest: WireMessage {
    static var shape: MessageShape { .pauseRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__pause_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__pause_request__unpack(allocator, count, bytes)
    }
}

extension WireAuditRequest: WireMessage {
    static var shape: MessageShape { .auditRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__audit_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__audit_request__unpack(allocator, count, bytes)
    }
}

extension WireAuditResult: WireMessage {
    static var shape: MessageShape { .auditResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__audit_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__audit_result__unpack(allocator, count, bytes)
    }
}

extension WireLedgerRequest: WireMessage {
    static var shape: MessageShape { .ledgerRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__ledger_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__ledger_request__unpack(allocator, count, bytes)
    }
}

extension WireLedgerResult: WireMessage {
    static var shape: MessageShape { .ledgerResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__ledger_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__ledger_result__unpack(allocator, count, bytes)
    }
}
