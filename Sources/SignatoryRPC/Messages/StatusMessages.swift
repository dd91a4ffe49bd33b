internal import CProtobufC
internal import CSignatoryProto
internal import NIOCore
internal import SignatoryAPI

/// StatusRequest and GetKeysetsRequest, which ask by their method alone.
enum EmptyRequest {
    static func check(_ payload: ByteBuffer) throws(SignatoryError) {
        try unsafe WireStatusRequest.read(payload) { _ in }
    }
}

extension SignatoryStatus {
    func write(to buffer: inout ByteBuffer) {
        unsafe WireStatusResult.write(to: &buffer) { arena, message in
            unsafe message.ready = isReady ? 1 : 0
            unsafe message.generation = generation
            unsafe message.uptime_s = uptimeSeconds
            unsafe message.inflight = inFlight
            unsafe message.signed_outputs = signedOutputs
            unsafe message.refused = refused
            unsafe message.audit_seq = auditNumber
            unsafe message.read_only = isReadOnly ? 1 : 0
            unsafe message.paused = isPaused ? 1 : 0
            unsafe message.version = arena.text(version, maximumBytes: WireText.maximumReleaseBytes)
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireStatusResult.read(payload) { (message) throws(SignatoryError) in
            unsafe SignatoryStatus(
                isReady: message.ready != 0, isPaused: message.paused != 0, isReadOnly: message.read_only != 0,
                generation: message.generation, uptimeSeconds: message.uptime_s, inFlight: message.inflight,
                signedOutputs: message.signed_outputs, refused: message.refused, auditNumber: message.audit_seq,
                version: unsafe wireText(message.version))
        }
    }
}
