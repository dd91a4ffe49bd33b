#if DEBUG
    import NIOCore

    @testable import SignatoryRPC

    // How the steps of a conversation are written.
    extension ByteBuffer {
        /// Zero at the end.
        mutating func readByte() -> UInt8 { readInteger(as: UInt8.self) ?? 0 }

        /// Two bytes of its length, then the bytes, as many as there are.
        mutating func readPiece() -> ByteBuffer {
            let length = Int(readInteger(as: UInt16.self) ?? 0)
            return readSlice(length: Swift.min(length, readableBytes)) ?? ByteBuffer()
        }

        /// Kind, method, request id and flags in a byte each, then the payload.
        mutating func readFrame(or defaultKind: FrameKind) -> ByteBuffer {
            let kind = FrameKind(rawValue: readByte()) ?? defaultKind
            let method = UInt16(readByte())
            let requestID = UInt64(readByte())
            let flags = readByte()
            let payload = readPiece()
            return Frame.bytes(kind, method: method, requestID: requestID, flags: flags) {
                _ = $0.writeImmutableBuffer(payload)
            }
        }

        mutating func writePiece(_ piece: ByteBuffer) {
            writeInteger(UInt16(clamping: piece.readableBytes))
            writeImmutableBuffer(piece)
        }
    }
#endif
