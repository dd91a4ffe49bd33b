#if DEBUG
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    extension Corpus {
        static func streams() -> [ByteBuffer] { (0..<6).map(stream) }

        /// Three frames that the caps of this number accept, in pieces of five bytes.
        private static func stream(caps number: Int) -> ByteBuffer {
            let kinds: [[FrameKind]] = [
                [.request, .cancel, .ping], [.response, .event, .pong], [.hello, .hello, .request],
                [.helloAck, .failure, .event], [.auth, .auth, .request], [.authAck, .failure, .event],
            ]
            var buffer = ByteBuffer(bytes: [UInt8(number), 8] + [UInt8](repeating: 5, count: 8))
            for (position, kind) in kinds[number].enumerated() {
                let payload = [UInt8](repeating: 7, count: kind == .cancel || kind == .ping || kind == .pong ? 0 : 20)
                Frame.append(kind, method: Method.status.rawValue, requestID: UInt64(position + 1), to: &buffer) {
                    _ = $0.writeBytes(payload)
                }
            }
            return buffer
        }

        /// One for each method, one with the shared key, one of raw bytes, one of an earlier release.
        static func conversations() throws(SignatoryError) -> [ByteBuffer] {
            let messages = try messages()
            let payloads: [Method: String] = [
                .blindSign: "BlindSignRequest", .verifyProofs: "VerifyProofsRequest", .compareLedgers: "LedgerRequest",
                .subscribeKeysets: "SubscribeKeysetsRequest", .rotateKeyset: "RotateKeysetRequest",
                .deactivateKeyset: "DeactivateKeysetRequest", .setLimit: "SetLimitRequest", .pause: "PauseRequest",
                .audit: "AuditRequest",
            ]
            var conversations: [ByteBuffer] = []
            for (index, method) in Method.allCases.enumerated() {
                let payload = payloads[method].flatMap { messages[$0]?.first } ?? ByteBuffer()
                var buffer = ByteBuffer(bytes: [method.rawValue >= 100 ? 1 : 0])
                add([.publication], [3], to: &buffer)
                add([.hello, .request], [UInt8(index)], payload, to: &buffer)
                add([.settle, .publication], [4], to: &buffer)
                add([.time], [31], to: &buffer)
                add([.writability, .publication], [5], to: &buffer)
                add([.writability, .goAway, .settle], to: &buffer)
                conversations.append(buffer)
            }
            var shared = ByteBuffer(bytes: [2])
            add([.hello, .auth, .request], [4], ByteBuffer(), to: &shared)
            add([.frame], [FrameKind.cancel.rawValue, 0, 1, 0], ByteBuffer(), to: &shared)
            add([.inputClosed, .settle], to: &shared)
            conversations.append(shared)
            var raw = ByteBuffer(bytes: [0])
            add(
                [.hello, .bytes], [],
                Frame.bytes(.request, method: Method.status.rawValue, requestID: 1) {
                    _ = $0.writeInteger(UInt32(1_000))
                }, to: &raw)
            add([.settle, .bytes], [], Frame.bytes(.ping), to: &raw)
            conversations.append(raw)
            var early = ByteBuffer(bytes: [0])
            add([.frame], [FrameKind.hello.rawValue, 0, 0, 0], messages["Hello"]?.last, to: &early)
            // The second is of this release: its points are refused.
            for payload in messages["BlindSignRequest"]?.reversed() ?? [] {
                add([.request], [0], payload, to: &early)
            }
            add([.request], [1], messages["VerifyProofsRequest"]?.last, to: &early)
            add([.settle], to: &early)
            conversations.append(early)
            return conversations
        }

        private static func add(
            _ steps: [ConversationStep], _ arguments: [UInt8] = [], _ piece: ByteBuffer? = nil,
            to buffer: inout ByteBuffer
        ) {
            buffer.writeBytes(steps.map(\.rawValue) + arguments)
            guard let piece else { return }
            buffer.writePiece(piece)
        }
    }
#endif
