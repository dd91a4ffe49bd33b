internal import CProtobufC
internal import CSignatoryProto
internal import NIOCore
internal import SignatoryAPI

/// A struct that protoc-c made for a message of `signatory.proto`.
protocol WireRecord {
    /// Fills in the defaults and the descriptor.
    static func prepare(_ record: UnsafeMutablePointer<Self>)
}

/// A message that is a payload of its own.
protocol WireMessage: WireRecord {
    static var shape: MessageShape { get }
    static func unpack(
        _ allocator: UnsafeMutablePointer<ProtobufCAllocator>, _ count: Int, _ bytes: UnsafePointer<UInt8>
    ) -> UnsafeMutablePointer<Self>?
}

extension WireMessage {
    /// Appends the message that `fill` completes. What it points at lives in the arena until the bytes are written.
    static func write(to buffer: inout ByteBuffer, _ fill: (borrowing MessageArena, inout Self) -> Void) {
        let arena = MessageArena()
        withExtendedLifetime(arena) {
            let message = unsafe arena.allocate(Self.self)
            unsafe prepare(message)
            unsafe fill(arena, &message.pointee)
            // Every struct of protoc-c begins with its base.
            unsafe pack(UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self), into: &buffer)
        }
    }

    /// Validates, unpacks and lends the message, in that order.
    ///
    /// - Throws: `invalidArgument` for bytes that are no such message, and whatever `body` throws.
    static func read<R>(
        _ payload: ByteBuffer, budget: Int = MessageArena.budget,
        _ body: (borrowing Self) throws(SignatoryError) -> R
    ) throws(SignatoryError) -> R {
        do throws(MessageValidator.Fault) {
            _ = try MessageValidator.validate(payload.readableBytesUInt8Span, as: shape)
        } catch {
            throw SignatoryError(.invalidArgument, "malformed message: \(error)")
        }
        let arena = MessageArena(budget: budget)
        return try withExtendedLifetime(arena) { () throws(SignatoryError) in
            guard let message = unsafe unpack(payload, with: arena.allocator) else {
                throw SignatoryError(.invalidArgument, "malformed message: more than its memory allows")
            }
            return try unsafe body(message.pointee)
        }
    }

    private static func pack(_ message: UnsafePointer<ProtobufCMessage>, into buffer: inout ByteBuffer) {
        let size = unsafe protobuf_c_message_get_packed_size(message)
        _ = unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { output in
            guard size > 0, let start = output.baseAddress else { return 0 }
            return unsafe protobuf_c_message_pack(message, start.assumingMemoryBound(to: UInt8.self))
        }
    }

    private static func unpack(
        _ payload: ByteBuffer, with allocator: UnsafeMutablePointer<ProtobufCAllocator>
    ) -> UnsafeMutablePointer<Self>? {
        unsafe payload.withUnsafeReadableBytes { bytes in
            // An empty message may have no address; protobuf-c wants one.
            unsafe withUnsafePointer(to: UInt8(0)) { placeholder in
                let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? placeholder
                return unsafe unpack(allocator, bytes.count, start)
            }
        }
    }
}
