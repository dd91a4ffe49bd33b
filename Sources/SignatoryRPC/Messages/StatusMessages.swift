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
    /// - Parameter features: what the hellos agreed on. A client refuses a field that it does not know.
    func write(to buffer: inout ByteBuffer, features: UInt64) {
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
            guard let now, features & ProtocolFeature.time != 0 else { return }
            unsafe message._now_case = CASHU__SIGNATORY__V1__STATUS_RESULT___NOW_NOW
            unsafe message.now = now
        }
    }

    init(payload: ByteBuffer) throws(SignatoryError) {
        self = try unsafe WireStatusResult.read(payload) { (message) throws(SignatoryError) in
            unsafe SignatoryStatus(
                isReady: message.ready != 0, isPaused: message.paused != 0, isReadOnly: message.read_only != 0,
                generation: message.generation, uptimeSeconds: message.uptime_s, inFlight: message.inflight,
                signedOutputs: message.signed_outputs, refused: message.refused, auditNumber: message.audit_seq,
                version: unsafe wireText(message.version),
                now: message._now_case == CASHU__SIGNATORY__V1__STATUS_RESULT___NOW_NOW ? message.now : nil)
        }
    }
}
