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
                server.receive(input.readPiece())
            case .frame:
                server.receive(input.readFrame(or: .ping))
            case .request:
                let methods = Method.allCases
                let method = methods[Int(input.readByte()) % methods.count]
                server.request(method, input.readPiece())
            case .hello:
                server.greet()
            case .auth:
                server.authenticate()
            case .settle:
                server.settle()
            case .time:
                server.advance(by: .seconds(Int64(input.readByte())))
            case .publication:
                server.publish(generation: UInt64(input.readByte()))
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
