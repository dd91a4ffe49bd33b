internal import CProtobufC
internal import CSignatoryProto

// The structs of signatory.pb-c.h under names of ours, each with its functions and its table.

typealias WireHello = Cashu__Signatory__V1__Hello
typealias WireHelloAck = Cashu__Signatory__V1__HelloAck
typealias WireFailure = Cashu__Signatory__V1__Failure
typealias WireKeyset = Cashu__Signatory__V1__Keyset
typealias WireSubscribeKeysetsRequest = Cashu__Signatory__V1__SubscribeKeysetsRequest
typealias WireKeysetsBegin = Cashu__Signatory__V1__KeysetsBegin
typealias WireKeysetsEnd = Cashu__Signatory__V1__KeysetsEnd
typealias WireBlindSignRequest = Cashu__Signatory__V1__BlindSignRequest
typealias WireBlindSignResult = Cashu__Signatory__V1__BlindSignResult
typealias WireVerifyProofsRequest = Cashu__Signatory__V1__VerifyProofsRequest
typealias WireVerifyProofsResult = Cashu__Signatory__V1__VerifyProofsResult
typealias WireGetKeysetsRequest = Cashu__Signatory__V1__GetKeysetsRequest
typealias WireStatusRequest = Cashu__Signatory__V1__StatusRequest
typealias WireStatusResult = Cashu__Signatory__V1__StatusResult
typealias WireRotateKeysetRequest = Cashu__Signatory__V1__RotateKeysetRequest
typealias WireRotateKeysetResult = Cashu__Signatory__V1__RotateKeysetResult
typealias WireBlindedMessage = Cashu__Signatory__V1__BlindedMessage
typealias WireBlindSignature = Cashu__Signatory__V1__BlindSignature
typealias WireProof = Cashu__Signatory__V1__Proof

extension WireBlindedMessage: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__blinded_message__init(record)
    }
}

extension WireBlindSignature: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__blind_signature__init(record)
    }
}

extension WireProof: WireRecord {
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__proof__init(record)
    }
}

extension WireHello: WireMessage {
    static var shape: MessageShape { .hello }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__hello__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__hello__unpack(allocator, count, bytes)
    }
}

extension WireHelloAck: WireMessage {
    static var shape: MessageShape { .helloAck }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__hello_ack__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__hello_ack__unpack(allocator, count, bytes)
    }
}

extension WireFailure: WireMessage {
    static var shape: MessageShape { .failure }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__failure__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__failure__unpack(allocator, count, bytes)
    }
}

extension WireKeyset: WireMessage {
    static var shape: MessageShape { .keyset }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__keyset__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__keyset__unpack(allocator, count, bytes)
    }
}

extension WireSubscribeKeysetsRequest: WireMessage {
    static var shape: MessageShape { .subscribeKeysetsRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__subscribe_keysets_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__subscribe_keysets_request__unpack(allocator, count, bytes)
    }
}

extension WireKeysetsBegin: WireMessage {
    static var shape: MessageShape { .keysetsBegin }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__keysets_begin__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__keysets_begin__unpack(allocator, count, bytes)
    }
}

extension WireKeysetsEnd: WireMessage {
    static var shape: MessageShape { .keysetsEnd }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__keysets_end__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__keysets_end__unpack(allocator, count, bytes)
    }
}

extension WireBlindSignRequest: WireMessage {
    static var shape: MessageShape { .blindSignRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__blind_sign_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__blind_sign_request__unpack(allocator, count, bytes)
    }
}

extension WireBlindSignResult: WireMessage {
    static var shape: MessageShape { .blindSignResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__blind_sign_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__blind_sign_result__unpack(allocator, count, bytes)
    }
}

extension WireVerifyProofsRequest: WireMessage {
    static var shape: MessageShape { .verifyProofsRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__verify_proofs_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__verify_proofs_request__unpack(allocator, count, bytes)
    }
}

extension WireVerifyProofsResult: WireMessage {
    static var shape: MessageShape { .verifyProofsResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__verify_proofs_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__verify_proofs_result__unpack(allocator, count, bytes)
    }
}

extension WireGetKeysetsRequest: WireMessage {
    static var shape: MessageShape { .empty }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__get_keysets_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__get_keysets_request__unpack(allocator, count, bytes)
    }
}

extension WireStatusRequest: WireMessage {
    static var shape: MessageShape { .empty }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__status_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__status_request__unpack(allocator, count, bytes)
    }
}

extension WireStatusResult: WireMessage {
    static var shape: MessageShape { .statusResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__status_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__status_result__unpack(allocator, count, bytes)
    }
}

extension WireRotateKeysetRequest: WireMessage {
    static var shape: MessageShape { .rotateKeysetRequest }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__rotate_keyset_request__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__rotate_keyset_request__unpack(allocator, count, bytes)
    }
}

extension WireRotateKeysetResult: WireMessage {
    static var shape: MessageShape { .rotateKeysetResult }
    static func prepare(_ record: UnsafeMutablePointer<Self>) {
        unsafe cashu__signatory__v1__rotate_keyset_result__init(record)
    }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe cashu__signatory__v1__rotate_keyset_result__unpack(allocator, count, bytes)
    }
}
