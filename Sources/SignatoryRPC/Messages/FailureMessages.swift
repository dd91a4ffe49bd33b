internal import CProtobufC
internal import CSignatoryProto
internal import NIOCore
internal import SignatoryAPI

extension SignatoryError {
    /// - Parameter maximumDetailBytes: a refusal of a hello has to fit into the cap of that phase.
    func write(to buffer: inout ByteBuffer, maximumDetailBytes: Int = MessageShape.maximumDetailBytes) {
        unsafe WireFailure.write(to: &buffer) { arena, message in
            unsafe message.code = .init(rawValue: code.rawValue)
            unsafe message.detail = arena.text(detail, maximumBytes: maximumDetailBytes)
            if let index {
                unsafe message._index_case = WireCase.failureIndex
                unsafe message.index = UInt32(clamping: index)
            }
            if let keysetID { unsafe message.keyset_id = arena.bytes(keysetID) }
            unsafe message.retry_after_ms = retryAfterMilliseconds
        }
    }

    /// What the peer reports; throws when its report is none.
    static func read(_ payload: ByteBuffer) throws(SignatoryError) -> SignatoryError {
        try unsafe WireFailure.read(payload) { (message) throws(SignatoryError) in
            guard let code = unsafe Code(rawValue: message.code.rawValue) else {
                throw SignatoryError(.invalidArgument, unsafe "failure code \(message.code.rawValue) does not exist")
            }
            let keysetID = unsafe message.keyset_id.keysetID()
            guard unsafe keysetID != nil || message.keyset_id.isEmpty else {
                throw SignatoryError(.invalidArgument, "not a keyset id")
            }
            let namesOne = unsafe message._index_case == WireCase.failureIndex
            return unsafe SignatoryError(
                code, unsafe wireText(message.detail), index: namesOne ? Int(message.index) : nil,
                keysetID: keysetID, retryAfterMilliseconds: message.retry_after_ms)
        }
    }
}
