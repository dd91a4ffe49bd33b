#if DEBUG
    import FuzzSupport
    import NIOCore
    import SignatoryAPI

    @testable import SignatoryRPC

    /// What a client saw on a connection, and whether a server may behave so.
    struct Transcript {
        /// The payload of the answer to the hello.
        private(set) var helloAnswer: ByteBuffer?
        private var splitter = FrameSplitter(caps: Self.caps)
        /// How often each request was answered, by its id.
        private var answers: [UInt64: Int] = [:]
        /// How often each id was used, by its client.
        private var questions: [UInt64: Int] = [:]
        private var asked = FrameSplitter(caps: Self.capsOfServer)
        private var isFramed = true
        private var owed: Set<UInt64> = []

        /// All that a client ever accepts.
        private static func caps(_ header: FrameHeader) -> UInt32? {
            FrameCaps.fromServer(header) ?? FrameCaps.beforeHelloAck(header) ?? FrameCaps.beforeAuthAck(header)
        }

        /// All that a server ever accepts.
        private static func capsOfServer(_ header: FrameHeader) -> UInt32? {
            FrameCaps.fromClient(header) ?? FrameCaps.beforeHello(header) ?? FrameCaps.beforeAuth(header)
        }

        /// What the client sends, as long as it is in frames.
        mutating func sent(_ bytes: ByteBuffer) {
            guard isFramed else { return }
            do throws(FrameError) {
                try asked.append(bytes)
                while let frame = try asked.next() { questions[frame.header.requestID, default: 0] += 1 }
            } catch {
                isFramed = false
                // Refused with its id, before its bytes are there.
                if case .tooLarge(let header, _) = error { questions[header.requestID, default: 0] += 1 }
            }
        }

        mutating func received(_ bytes: ByteBuffer) {
            require("a server writes frames that a client accepts") {
                try splitter.append(bytes)
                while let frame = try splitter.next() { try take(frame) }
            }
        }

        private mutating func take(_ frame: Frame) throws {
            switch frame.frameKind {
            case .helloAck:
                require(helloAnswer == nil, "a hello is answered once")
                _ = try HelloAnswer(payload: frame.payload)
                helloAnswer = frame.payload
            case .failure:
                _ = try SignatoryError.read(frame.payload)
                if frame.header.requestID > 0 { answers[frame.header.requestID, default: 0] += 1 }
            case .response:
                require(helloAnswer != nil, "nobody is answered before his hello")
                try Self.read(frame)
                answers[frame.header.requestID, default: 0] += 1
            case .event:
                require(helloAnswer != nil, "nobody hears of keysets before his hello")
            case .authAck, .goAway, .ping, .pong:
                break
            case .hello, .auth, .request, .cancel, nil:
                preconditionFailure("no server sends a frame of kind \(frame.header.kind)")
            }
        }

        private static func read(_ frame: Frame) throws {
            switch Method(rawValue: frame.header.method) {
            case .status, .pause: _ = try SignatoryStatus(payload: frame.payload)
            case .compareLedgers: _ = try LedgerReport(payload: frame.payload)
            case .rotateKeyset, .deactivateKeyset: _ = try RotatedKeyset(payload: frame.payload)
            case .setLimit, .getLimits: _ = try LimitList.read(frame.payload)
            case .audit: _ = try AuditPage(payload: frame.payload)
            // These are read with their questions, which the round trips have.
            case .blindSign, .verifyProofs: break
            case .subscribeKeysets, .getKeysets, nil:
                preconditionFailure("method \(frame.header.method) is answered by no response")
            }
        }

        /// The server has taken up the request.
        mutating func owe(_ requestID: UInt64) { owed.insert(requestID) }

        /// At the end, when nothing is in flight.
        func judge(isOpen: Bool) {
            require(!isOpen || owed.allSatisfy { answers[$0] == 1 }, "every request is answered")
            require(!splitter.isInsideFrame, "every frame is complete")
            require(
                answers.allSatisfy { $1 <= questions[$0] ?? 0 }, "no request is answered twice, and none that was not")
        }
    }

    extension Frame {
        fileprivate var frameKind: FrameKind? { FrameKind(rawValue: header.kind) }
    }
#endif
