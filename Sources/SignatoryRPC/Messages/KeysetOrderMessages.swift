internal import CProtobufC
internal import CSignatoryProto
internal import NIOCore
internal import SignatoryAPI

extension KeysetDeactivation {
    func write(to buffer: inout ByteBuffer) {
        unsafe WireDeactivateKeysetRequest.write(to: &buffer) { arena, message in
            unsafe message.keyset_id = arena.bytes(keysetID)
            unsafe message.revoke = revokes ? 1 : 0
            unsafe message.expected_generation = expectedGeneration
            unsafe message.reason = arena.text(reason, maximumBytes: MessageShape.maximumReasonBytes)
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireDeactivateKeysetRequest.read(payload) { (message) throws(SignatoryError) in
            guard let id = unsafe message.keyset_id.keysetID() else {
                throw SignatoryError(.invalidArgument, "not a keyset id")
            }
            return unsafe KeysetDeactivation(
                keysetID: id, revokes: message.revoke != 0, expectedGeneration: message.expected_generation,
                reason: wireText(message.reason))
        }
    }
}

extension SigningPause {
    func write(to buffer: inout ByteBuffer) {
        unsafe WirePauseRequest.write(to: &buffer) { arena, message in
            unsafe message.paused = isPaused ? 1 : 0
            unsafe message.reason = arena.text(reason, maximumBytes: MessageShape.maximumReasonBytes)
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WirePauseRequest.read(payload) { (message) throws(SignatoryError) in
            unsafe SigningPause(isPaused: message.paused != 0, reason: wireText(message.reason))
        }
    }
}
