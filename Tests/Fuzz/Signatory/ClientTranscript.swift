#if DEBUG
    import FuzzSupport
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// What a server saw on a connection, and whether a client may behave so; and what the client may have been told.
    struct ClientTranscript {
        struct Question {
            let requestID: UInt64
            let method: UInt16
            /// Of a call, which writes its number as its payload; `nil` of a subscription.
            let call: UInt64?
        }

        private(set) var questions: [Question] = []
        private var inFlight: Set<UInt64> = []
        private var writes = FrameSplitter(caps: Self.capsOfServer)
        private var greetings = 0
        private var isGreeted = false
        private var arrivals = FrameSplitter(caps: Self.capsOfClient)
        private var isFramed = true
        /// The payloads that came for each request, by its id.
        private var answers: [UInt64: [Frame]] = [:]

        /// All that a server ever accepts.
        private static func capsOfServer(_ header: FrameHeader) -> UInt32? {
            FrameCaps.fromClient(header) ?? FrameCaps.beforeHello(header) ?? FrameCaps.beforeAuth(header)
        }

        /// All that a client ever accepts.
        private static func capsOfClient(_ header: FrameHeader) -> UInt32? {
            FrameCaps.fromServer(header) ?? FrameCaps.beforeHelloAck(header) ?? FrameCaps.beforeAuthAck(header)
        }

        // MARK: What the server sends, as long as it is in frames

        mutating func arrived(_ bytes: ByteBuffer) {
            guard isFramed else { return }
            do throws(FrameError) {
                try arrivals.append(bytes)
                while let frame = try arrivals.next() { arrived(frame) }
            } catch {
                isFramed = false
            }
        }

        private mutating func arrived(_ frame: Frame) {
            switch FrameKind(rawValue: frame.header.kind) {
            case .helloAck: isGreeted = true
            case .response, .failure:
                answers[frame.header.requestID, default: []].append(frame)
                inFlight.remove(frame.header.requestID)
            default: break
            }
        }

        // MARK: What the client writes

        mutating func written(_ bytes: ByteBuffer) {
            require("a client writes frames that a server accepts") {
                try writes.append(bytes)
                while let frame = try writes.next() { wrote(frame) }
            }
        }

        private mutating func wrote(_ frame: Frame) {
            let header = frame.header
            switch FrameKind(rawValue: header.kind) {
            case .hello:
                greetings += 1
                require(greetings == 1 && questions.isEmpty, "a client says hello once, and first")
            case .auth:
                require(isGreeted && questions.isEmpty, "the shared key is proved to a server that has answered")
            case .request:
                require(isGreeted, "nothing is asked before the hello is answered")
                require(header.requestID > questions.last?.requestID ?? 0, "the ids of requests ascend")
                ask(frame)
            case .cancel:
                require(questions.contains { $0.requestID == header.requestID }, "what is cancelled was asked")
                inFlight.remove(header.requestID)
            case .ping, .pong: break
            case .response, .failure, .event, .goAway, .helloAck, .authAck, nil:
                preconditionFailure("no client sends a frame of kind \(header.kind)")
            }
        }

        private mutating func ask(_ frame: Frame) {
            var payload = frame.payload
            payload.moveReaderIndex(forwardBy: 4)
            let call = payload.readInteger(as: UInt64.self)
            let question = Question(requestID: frame.header.requestID, method: frame.header.method, call: call)
            questions.append(question)
            guard call != nil else { return }
            inFlight.insert(question.requestID)
            require(inFlight.count <= TrueServer.maximumInFlight, "no more is in flight than the server allows")
        }

        // MARK: At the end

        /// Whether an answer is the server's to this very call.
        func judge(_ answer: PendingCall.Answer, toCall number: UInt64) {
            let question = questions.first { $0.call == number }
            let came = question.map { answers[$0.requestID] ?? [] } ?? []
            switch answer {
            case .response(let payload): judge(payload, .response, came, question)
            case .failure(let payload): judge(payload, .failure, came, question)
            case .lost: break
            }
        }

        private func judge(_ payload: ByteBuffer, _ kind: FrameKind, _ came: [Frame], _ question: Question?) {
            let isTrue = came.contains {
                $0.header.kind == kind.rawValue && $0.header.method == question?.method && $0.payload == payload
            }
            require(isTrue, "an answer is what the server sent to that request, by its id and its method")
        }

        func judge() { require(!writes.isInsideFrame, "every frame is complete") }
    }
#endif
