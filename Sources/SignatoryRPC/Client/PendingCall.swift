internal import NIOCore
internal import SignatoryAPI
internal import Synchronization

/// A request and the one answer to it.
final class PendingCall: Sendable {
    enum Answer: Sendable {
        /// The payload of RESP.
        case response(ByteBuffer)
        /// The payload of FAIL.
        case failure(ByteBuffer)
        /// No answer will come. The request may have been carried out.
        case lost(SignatoryError)
    }

    /// Of the frame. What is larger is work enough by itself; the same as what a server takes together.
    private static let maximumSmallBytes = 5_120

    let method: Method
    let deadline: NIODeadline
    let answer = OneShot<Answer>()
    /// The whole frame, but for the request id and the remaining time.
    private let unsent: Mutex<ByteBuffer?>
    /// Whether it is best sent with others.
    let isSmall: Bool

    init(_ method: Method, deadline: NIODeadline, write: (inout ByteBuffer) -> Void) {
        self.method = method
        self.deadline = deadline
        let frame = Frame.bytes(.request, method: method.rawValue) { buffer in
            buffer.writeInteger(UInt32(0))
            write(&buffer)
        }
        isSmall = frame.readableBytes <= Self.maximumSmallBytes
        unsent = Mutex(frame)
    }

    /// The bytes to send, once: they are completed in place.
    func takeFrame(requestID: UInt64) -> ByteBuffer? {
        guard var frame = unsent.withLock({ $0.take() }) else { return nil }
        let remaining = (deadline - .now()).nanoseconds / 1_000_000
        frame.setInteger(requestID, at: FrameHeader.requestIDOffset)
        // 0 would stand for the server's default.
        frame.setInteger(UInt32(clamping: max(1, remaining)), at: FrameHeader.byteCount)
        return frame
    }
}
