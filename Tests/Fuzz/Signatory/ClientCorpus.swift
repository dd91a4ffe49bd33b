#if DEBUG
    import NIOCore

    @testable import SignatoryRPC

    /// Conversations of a signatory that behaves, and some of one that does not.
    enum ClientCorpus {
        static func make() throws -> [ByteBuffer] {
            let messages = try Corpus.messages()
            let payloads = ["BlindSignResult", "VerifyProofsResult", "StatusResult", "LedgerResult", "Failure"]
            let answers = payloads.compactMap { messages[$0]?.first }
            return answers.enumerated().map { answered(UInt8($0.offset), $0.element) }
                + [crowded(), published(false), published(true), leaving(), silent(), raw()]
        }

        private static func start(sharedKey: Bool = false) -> ByteBuffer {
            var input = ByteBuffer(bytes: [sharedKey ? 1 : 0])
            add([.hello], to: &input)
            if sharedKey { add([.proof], to: &input) }
            return input
        }

        private static func add(_ steps: [ClientStep], _ arguments: [UInt8] = [], to input: inout ByteBuffer) {
            input.writeBytes(steps.map(\.rawValue) + arguments)
        }

        private static func addAnswer(_ number: UInt8, _ kind: UInt8, _ payload: ByteBuffer, to input: inout ByteBuffer) {
            add([.answer], [number, kind, 0], to: &input)
            input.writePiece(payload)
        }

        private static func answered(_ method: UInt8, _ payload: ByteBuffer) -> ByteBuffer {
            var input = start()
            add([.call], [method, 10], to: &input)
            addAnswer(0, payload.readableBytes.isMultiple(of: 2) ? 0 : 1, payload, to: &input)
            return input
        }

        /// More calls than the server allows; one is given up, the others are answered from the last to the first.
        private static func crowded() -> ByteBuffer {
            var input = start()
            for method in 0..<5 { add([.call], [UInt8(method), 200], to: &input) }
            add([.cancel], [1], to: &input)
            for number in (0..<5).reversed() { addAnswer(UInt8(number), 0, ByteBuffer(bytes: [1]), to: &input) }
            return input
        }

        private static func published(_ isKeyRequired: Bool) -> ByteBuffer {
            var input = start(sharedKey: isKeyRequired)
            add([.subscribe], to: &input)
            for generation in [3, 3, 4] { add([.publication], [0, UInt8(generation)], to: &input) }
            addAnswer(0, 2, ByteBuffer(bytes: [1, 2, 3]), to: &input)
            return input
        }

        private static func leaving() -> ByteBuffer {
            var input = start()
            for _ in 0..<4 { add([.call], [2, 30], to: &input) }
            add([.subscribe, .goAway], to: &input)
            addAnswer(0, 0, ByteBuffer(), to: &input)
            add([.inputClosed], to: &input)
            return input
        }

        private static func silent() -> ByteBuffer {
            var input = start()
            add([.call], [0, 5], to: &input)
            add([.time], [11], to: &input)
            add([.time], [40], to: &input)
            add([.close], to: &input)
            return input
        }

        private static func raw() -> ByteBuffer {
            var input = start()
            add([.call], [2, 9], to: &input)
            let answer = Frame.bytes(.response, method: Method.status.rawValue, requestID: 1) {
                _ = $0.writeBytes([8, 1])
            }
            for half in [answer.getSlice(at: 0, length: 9), answer.getSlice(at: 9, length: answer.readableBytes - 9)] {
                add([.bytes], to: &input)
                input.writePiece(half ?? ByteBuffer())
            }
            add([.frame], [6, 0, 0, 0], to: &input)
            input.writePiece(ByteBuffer())
            return input
        }
    }
#endif
