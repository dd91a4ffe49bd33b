#if DEBUG
    import NIOCore

    @testable import SignatoryRPC

    /// What happens on one connection, read from the bytes of an input.
    struct Conversation {
        /// So that an input ends in a time that a fuzzer can wait for.
        private static let maximumSteps = 64

        private let isAdministration: Bool
        private let isKeyRequired: Bool
        private var input: ByteBuffer

        init(_ input: ByteBuffer) {
            self.input = input
            let choice = self.input.readInteger(as: UInt8.self) ?? 0
            isAdministration = choice & 1 != 0
            isKeyRequired = choice & 2 != 0
        }

        func run() {
            let server = ConnectedServer(isAdministration: isAdministration, isKeyRequired: isKeyRequired)
            var input = input
            for _ in 0..<Self.maximumSteps {
                guard let step = input.readInteger(as: UInt8.self) else { break }
                take(ConversationStep(rawValue: step % ConversationStep.count), of: &input, at: server)
            }
            server.finish()
        }

        private func take(_ step: ConversationStep?, of input: inout ByteBuffer, at server: ConnectedServer) {
            switch step {
            case .bytes:
                server.receive(Self.piece(of: &input))
            case .frame:
                let kind = input.readInteger(as: UInt8.self) ?? 0
                server.receive(frame(FrameKind(rawValue: kind) ?? .ping, of: &input))
            case .request:
                let method = input.readInteger(as: UInt8.self) ?? 0
                let methods = Method.allCases
                server.request(methods[Int(method) % methods.count], Self.piece(of: &input))
            case .hello:
                server.greet()
            case .auth:
                server.authenticate()
            case .settle:
                server.settle()
            case .time:
                server.advance(by: .seconds(Int64(input.readInteger(as: UInt8.self) ?? 0)))
            case .publication:
                server.publish(generation: UInt64(input.readInteger(as: UInt8.self) ?? 0))
            case .goAway:
                server.leave()
            case .inputClosed:
                server.closeInput()
            case .writability:
                server.toggleWritability()
            case nil:
                break
            }
        }

        private func frame(_ kind: FrameKind, of input: inout ByteBuffer) -> ByteBuffer {
            let method = UInt16(input.readInteger(as: UInt8.self) ?? 0)
            let requestID = UInt64(input.readInteger(as: UInt8.self) ?? 0)
            let flags = input.readInteger(as: UInt8.self) ?? 0
            let payload = Self.piece(of: &input)
            return Frame.bytes(kind, method: method, requestID: requestID, flags: flags) {
                _ = $0.writeImmutableBuffer(payload)
            }
        }

        /// Two bytes of its length, then the bytes, as many as there are.
        private static func piece(of input: inout ByteBuffer) -> ByteBuffer {
            let length = Int(input.readInteger(as: UInt16.self) ?? 0)
            return input.readSlice(length: min(length, input.readableBytes)) ?? ByteBuffer()
        }
    }

    /// The first byte of each step of a conversation.
    enum ConversationStep: UInt8, CaseIterable {
        /// Any bytes, which may be a part of a frame or several.
        case bytes
        /// A frame whose length is right.
        case frame
        /// A request whose id and deadline are right, too.
        case request
        case hello, auth
        /// Waits for the answers to all requests in flight.
        case settle
        case time, publication, goAway, inputClosed, writability

        static let count = UInt8(allCases.count)
    }
#endif
