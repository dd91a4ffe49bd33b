#if DEBUG
    import NIOCore

    @testable import SignatoryRPC

    /// What happens on one connection of a mint, read from the bytes of an input.
    struct ClientConversation {
        /// So that an input ends in a time that a fuzzer can wait for.
        private static let maximumSteps = 64

        private var input: ByteBuffer
        private let client: ConnectedClient

        init(_ input: ByteBuffer) {
            self.input = input
            client = ConnectedClient(isKeyRequired: (self.input.readInteger(as: UInt8.self) ?? 0) & 1 != 0)
        }

        func run() {
            var input = input
            for _ in 0..<Self.maximumSteps {
                guard let step = input.readInteger(as: UInt8.self) else { break }
                take(ClientStep(rawValue: step % ClientStep.count), of: &input)
            }
            client.finish()
        }

        private func take(_ step: ClientStep?, of input: inout ByteBuffer) {
            switch step {
            case .bytes: client.receive(input.readPiece())
            case .frame: client.receive(input.readFrame(or: .response))
            case .answer:
                let number = Int(input.readByte())
                let kinds: [FrameKind] = [.response, .failure, .event]
                let kind = kinds[Int(input.readByte()) % kinds.count]
                let flags = input.readByte()
                client.answer(number, kind, flags: flags, input.readPiece())
            case .publication: client.publish(Int(input.readByte()), generation: UInt64(input.readByte()))
            case .hello: client.answerHello()
            case .proof: client.answerProof()
            case .goAway: client.receive(Frame.bytes(.goAway))
            case .inputClosed: client.closeInput()
            case .call:
                let methods = Method.allCases.filter { $0 != .subscribeKeysets && $0 != .getKeysets }
                client.call(methods[Int(input.readByte()) % methods.count], within: Int64(input.readByte()))
            case .subscribe: client.subscribe()
            case .cancel: client.cancel(Int(input.readByte()))
            case .close: client.close()
            case .time: client.advance(by: .seconds(Int64(input.readByte())))
            case nil: break
            }
        }
    }

    /// The first byte of each step of a client's conversation.
    enum ClientStep: UInt8, CaseIterable {
        /// Any bytes, which may be a part of a frame or several.
        case bytes
        /// A frame whose length is right.
        case frame
        /// A frame whose id and method are those of a request, too.
        case answer
        /// A publication that is signed.
        case publication
        /// The signatory's true answer to the hello, and its proof of the shared key.
        case hello, proof
        case goAway, inputClosed
        /// What the mint asks, and that it does so no more.
        case call, subscribe, cancel, close
        case time

        static let count = UInt8(allCases.count)
    }
#endif
